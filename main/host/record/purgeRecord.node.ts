import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { PurgeRow } from '../../../protocol/purge';
import { hashFile } from './writeChecksums.node';
import { readSeal } from './journalSeal.node';
import { lockedFileOf, recordOfLocked } from './locked/lockedName';
import { withRecordAlone } from './locked/withRecordAlone.node';
import { syncFolder } from './openJournalFile.node';
import { appendPurgeLine } from './purgeLog.node';
import { RecordError } from './RecordError';

/** What is called so is on its way out: no list shows it. */
export const PURGING = '.purging-';

/** @param wall ISO 8601 with offset */
export type PurgeNote = { wall: string; reason: string };

/**
 * Deletes a record for good, payment details and exports in its folder and its encrypted file included, and leaves a line in
 * `purged.jsonl` of the data folder: which session it was, the hash its journal ended in, where copies of it are, when and why.
 * The line is on disk before anything goes.
 * @param root the data folder
 * @throws Error in words when it is being written meanwhile, or what the disk says; then the record is still there, whole
 */
export async function purgeRecord(root: string, row: PurgeRow, { wall, reason }: PurgeNote): Promise<void> {
  const { record, session, startedAt, state, copies } = row;
  const folder = join(root, recordOfLocked(record) ?? record);
  const parts = [folder, lockedFileOf(folder)];
  await alone(folder, record, async () => {
    const study = dirname(record);
    const end = existsSync(folder) ? await endOfJournal(folder) : { encrypted: await sha256Of(lockedFileOf(folder)) };
    const about = { record, study, session, startedAt, state, ...end, copies: copies.there };
    await appendPurgeLine(root, { ...about, purgedAt: wall, reason });
    try {
      // Out of sight at once: a deletion that is cut off leaves no half a record.
      for (const part of parts) if (existsSync(part)) await rename(part, doomed(part));
    } catch (cause) {
      for (const part of parts) if (existsSync(doomed(part))) await rename(doomed(part), part);
      const undone = 'it could not be moved; nothing was deleted';
      await appendPurgeLine(root, { record, session, purgedAt: wall, undone });
      throw cause;
    }
    for (const part of parts) await rm(doomed(part), { recursive: true, force: true });
    syncFolder(dirname(folder));
  });
}

const doomed = (path: string): string => join(dirname(path), `${PURGING}${basename(path)}`);
const sha256Of = async (file: string) => ({ sha256: await hashFile(file, () => Promise.resolve()) });

async function endOfJournal(folder: string) {
  const journalFile = join(folder, 'journal.sqlite');
  const seal = readSeal(journalFile);
  return { journal: seal === null ? await sha256Of(journalFile) : { rows: seal.rows, lastHash: seal.lastHash } };
}

/** Nobody takes the record up, encrypts or decrypts it while it goes. */
async function alone(folder: string, record: string, run: () => Promise<void>): Promise<void> {
  try {
    await withRecordAlone(folder, run);
  } catch (cause) {
    if (cause instanceof RecordError && cause.code === 'record/inUse')
      throw new Error(`${record} is being written. It was not deleted.`);
    throw cause;
  }
}
