import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findSyncedPart } from './findSyncedPart';
import { formatWall } from './formatWall';
import { lockedFileOf } from './locked/lockedName';
import { nameRecordFolder } from './nameRecordFolder';
import { RecordError } from './RecordError';
import { hasCode } from './takeJournalLock.node';

export type RecordFolderOptions = {
  /** Folder of all records; made when it is not there. */
  root: string;
  /** Name of the study. */
  study: string;
  /** Code of the session. */
  session: string;
  /** Wall time at which the session began, ms since 1970. */
  wallMs: number;
};

/**
 * Makes `<root>/<study>/<YYYY-MM-DD_HHMM>_<session>/` with its `logs/`, for this user's eyes only. An existing folder is
 * never used again: the next gets `_run2`.
 * @throws RecordError `record/notWritable`
 */
export async function createRecordFolder({
  root,
  study,
  session,
  wallMs,
}: RecordFolderOptions): Promise<{ folder: string }> {
  if (![study, session].every((name) => /^[A-Za-z0-9_-]+$/.test(name))) {
    throw new RecordError('record/notWritable', `No folder can be named after study ${study}, session ${session}.`);
  }
  const synced = findSyncedPart(root);
  if (synced !== null) {
    throw new RecordError(
      'record/notWritable',
      `Records cannot be kept in ${root}: ${synced} is a synchronised folder, and its program may lock or replace the journal while it is written. Choose a folder on this machine only; copy exports there afterwards.`,
    );
  }
  const wall = formatWall(wallMs, -new Date(wallMs).getTimezoneOffset());
  try {
    await mkdir(join(root, study), { recursive: true, mode: 0o700 });
    return { folder: await makeFresh((run) => join(root, study, nameRecordFolder(wall, session, run))) };
  } catch (cause) {
    throw new RecordError(
      'record/notWritable',
      `Records cannot be written to ${root} (${cause instanceof Error ? cause.message : String(cause)}). Make it a folder that this user can write to, with space, or choose another with --data.`,
    );
  }
}

async function makeFresh(nameOf: (run: number) => string): Promise<string> {
  for (let run = 1; ; run++) {
    const folder = nameOf(run);
    if (existsSync(lockedFileOf(folder))) continue;
    try {
      await mkdir(folder, { mode: 0o700 });
    } catch (cause) {
      if (hasCode(cause, 'EEXIST')) continue;
      throw cause;
    }
    await mkdir(join(folder, 'logs'), { mode: 0o700 });
    // A folder can often be made where a file with content cannot (full disk, quota).
    const probe = join(folder, 'logs', '.probe');
    await writeFile(probe, 'x'.repeat(4096));
    await rm(probe);
    return folder;
  }
}
