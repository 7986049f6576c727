import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { lockedFileOf, recordOfLocked } from '../host/record/locked/lockedName';
import { CliError } from './CliError';
import { shownPath } from './shownPath';

/** @throws CliError when the folder is no record; of one that is encrypted, with what to do */
export async function expectRecord(recordFolder: string): Promise<void> {
  const look = (path: string): Promise<Stats | null> => stat(path).catch((cause: unknown) => refuse(path, cause));
  const isThere = async (path: string): Promise<boolean> => (await look(path)) !== null;
  const journalFile = join(recordFolder, 'journal.sqlite');
  const journal = await look(journalFile);
  // To SQLite that is a database without a table.
  if (journal?.size === 0 && !(await isThere(`${journalFile}-wal`)))
    throw new CliError(`${journalFile} is empty: it has 0 bytes. Look for another copy of this record.`);
  if (journal !== null) return;
  for (const file of [recordFolder, lockedFileOf(recordFolder)])
    if (recordOfLocked(file) !== null && (await isThere(file)))
      throw new CliError(`${file} is an encrypted record. Decrypt it first: cubicle decrypt ${shownPath(file)}`, 2);
  throw new CliError(
    `${recordFolder} is no record: there is no journal.sqlite in it. A record is a folder like <study>/<date_time>_<session>.`,
    2,
  );
}

/** Not being allowed to look is not the same as not being there. */
function refuse(path: string, cause: unknown): null {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null;
  if (code === 'EACCES' || code === 'EPERM')
    throw new CliError(
      `${path} cannot be looked at: this user has no permission. Run it as the user who runs the host.`,
    );
  return null;
}
