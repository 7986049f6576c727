import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { lockedFileOf, recordOfLocked } from '../host/record/locked/lockedName';
import { CliError } from './CliError';

/** @throws CliError when the folder is no record; of one that is encrypted, with what to do */
export async function expectRecord(recordFolder: string): Promise<void> {
  const isThere = async (path: string): Promise<boolean> =>
    (await stat(path).catch((cause: unknown) => refuse(path, cause))) !== null;
  if (await isThere(join(recordFolder, 'journal.sqlite'))) return;
  for (const file of [recordFolder, lockedFileOf(recordFolder)])
    if (recordOfLocked(file) !== null && (await isThere(file)))
      throw new CliError(`${file} is an encrypted record. Decrypt it first: cubicle decrypt ${file}`, 2);
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
