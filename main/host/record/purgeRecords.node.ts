import { appendFile, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { RecordRow } from '../../../protocol/view';
import { readSeal } from './journalSeal.node';
import { syncFolder } from './openJournalFile.node';
import { isJournalOwned } from './takeJournalLock.node';
import { hashFile } from './writeChecksums.node';

export type PurgePlan = {
  /** Records to delete, oldest first. */
  purge: RecordRow[];
  /** Records of that age that stay, each with why. */
  keep: { row: RecordRow; why: string }[];
};

/**
 * Which records a purge deletes: those that began before a day and ended. What was broken off goes only when it is asked for
 * in words; what is being written never.
 * @param before YYYY-MM-DD, by the host's calendar
 */
export function planPurge(rows: readonly RecordRow[], before: string, withInterrupted: boolean): PurgePlan {
  const old = rows
    .filter((row) => row.startedAt.slice(0, 10) < before)
    .sort((a, b) => (a.startedAt < b.startedAt ? -1 : a.startedAt > b.startedAt ? 1 : 0));
  const whyKept = ({ state }: RecordRow): string | null => {
    if (state === 'ended' || (state === 'interrupted' && withInterrupted)) return null;
    if (state === 'interrupted') return 'it was broken off and can be taken up again';
    return state === 'running' ? 'it is being written' : `it is ${state}`;
  };
  return {
    purge: old.filter((row) => whyKept(row) === null),
    keep: old.flatMap((row) => {
      const why = whyKept(row);
      return why === null ? [] : [{ row, why }];
    }),
  };
}

/**
 * Deletes a record for good, payment details and exports in its folder included, and leaves a line in `purged.jsonl` of the
 * data folder: which session it was, the hash its journal ended in, when and why. The line is on disk before anything goes.
 * @param wall ISO 8601 with offset
 * @throws Error in words when it is being written meanwhile, or what the disk says; then the record is still there, whole
 */
export async function purgeRecord(root: string, row: RecordRow, wall: string, reason: string): Promise<void> {
  const journalFile = join(row.folder, 'journal.sqlite');
  if (isJournalOwned(journalFile)) throw new Error(`${row.record} is being written. It was not deleted.`);
  const seal = readSeal(journalFile);
  const journal =
    seal === null
      ? { sha256: await hashFile(journalFile, () => Promise.resolve()) }
      : { rows: seal.rows, lastHash: seal.lastHash };
  const { record, study, session, startedAt, state } = row;
  await appendAudit(root, { record, study, session, startedAt, state, journal, purgedAt: wall, reason });
  // Out of sight at once, under a name that no list shows: a deletion that is cut off leaves no half a record.
  const doomed = join(dirname(row.folder), `.purging-${basename(row.folder)}`);
  try {
    await rename(row.folder, doomed);
  } catch (cause) {
    await appendAudit(root, {
      record,
      session,
      purgedAt: wall,
      undone: 'the folder could not be moved; nothing was deleted',
    });
    throw cause;
  }
  await rm(doomed, { recursive: true, force: true });
  syncFolder(dirname(row.folder));
}

async function appendAudit(root: string, line: object): Promise<void> {
  const file = join(root, 'purged.jsonl');
  const handle = await open(file, 'a', 0o600);
  try {
    await appendFile(handle, `${JSON.stringify(line)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  syncFolder(root);
}
