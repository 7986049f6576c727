import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { PurgeRow } from '../../../protocol/purge';
import { hashFile } from './writeChecksums.node';
import { readSeal } from './journalSeal.node';
import { syncFolder } from './openJournalFile.node';
import { appendPurgeLine } from './purgeLog.node';
import { RecordError } from './RecordError';
import { takeJournalLock } from './takeJournalLock.node';

/** A folder of this name is on its way out: no list shows it. */
export const PURGING = '.purging-';

/** @param wall ISO 8601 with offset */
export type PurgeNote = { wall: string; reason: string };

/**
 * Deletes a record for good, payment details and exports in its folder included, and leaves a line in `purged.jsonl` of the
 * data folder: which session it was, the hash its journal ended in, where copies of it are, when and why. The line is on disk
 * before anything goes.
 * @param root the data folder
 * @throws Error in words when it is being written meanwhile, or what the disk says; then the record is still there, whole
 */
export async function purgeRecord(root: string, row: PurgeRow, { wall, reason }: PurgeNote): Promise<void> {
  const { record, session, startedAt, state, copies } = row;
  const folder = join(root, record);
  const journalFile = join(folder, 'journal.sqlite');
  const giveBack = own(journalFile, record);
  try {
    const seal = readSeal(journalFile);
    const journal =
      seal === null
        ? { sha256: await hashFile(journalFile, () => Promise.resolve()) }
        : { rows: seal.rows, lastHash: seal.lastHash };
    const study = dirname(record);
    const about = { record, study, session, startedAt, state, journal, copies: copies.there };
    await appendPurgeLine(root, { ...about, purgedAt: wall, reason });
    // Out of sight at once: a deletion that is cut off leaves no half a record.
    const doomed = join(dirname(folder), `${PURGING}${basename(folder)}`);
    try {
      await rename(folder, doomed);
    } catch (cause) {
      const undone = 'the folder could not be moved; nothing was deleted';
      await appendPurgeLine(root, { record, session, purgedAt: wall, undone });
      throw cause;
    }
    await rm(doomed, { recursive: true, force: true });
    syncFolder(dirname(folder));
  } finally {
    // Of a record that is gone, the lock went with it.
    giveBack();
  }
}

/** Nobody takes the record up while it goes. */
function own(journalFile: string, record: string): () => void {
  try {
    return takeJournalLock(journalFile, 0);
  } catch (cause) {
    if (cause instanceof RecordError && cause.code === 'record/inUse')
      throw new Error(`${record} is being written. It was not deleted.`);
    throw cause;
  }
}
