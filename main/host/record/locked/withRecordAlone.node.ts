import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isJournalOwned, takeJournalLock } from '../takeJournalLock.node';
import { halfMade, recordOfHalfMade } from './lockedName';

/** Also a record that is not there yet can be held: by a name of its own beside it. */
const ownerOf = (recordFolder: string): string => join(dirname(recordFolder), `.${basename(recordFolder)}`);

/**
 * Runs while nobody else encrypts, decrypts or writes this record. What a killed one left half made is gone before.
 * @throws RecordError `record/inUse`, and what `run` throws
 */
export async function withRecordAlone<T>(recordFolder: string, run: () => Promise<T>): Promise<T> {
  const journalFile = join(recordFolder, 'journal.sqlite');
  const release = [takeJournalLock(ownerOf(recordFolder), 0)];
  try {
    for (const nameOf of Object.values(halfMade)) remove(join(dirname(recordFolder), nameOf(basename(recordFolder))));
    if (existsSync(journalFile)) release.push(takeJournalLock(journalFile, 0));
    return await run();
  } finally {
    for (const one of release.reverse()) one();
  }
}

/** Removes what a kill left half made of encrypting and decrypting, in all studies of a data folder: some of it is plain text. */
export function sweepHalfMade(root: string): void {
  for (const study of entriesOf(root)) {
    const folder = join(root, study);
    for (const name of entriesOf(folder)) {
      const record = recordOfHalfMade(name);
      if (record !== null && !isJournalOwned(ownerOf(join(folder, record)))) remove(join(folder, name));
    }
  }
}

/** Removes what tells that somebody holds this record, if that process is gone. */
export function dropDeadHold(recordFolder: string): void {
  if (!isJournalOwned(ownerOf(recordFolder))) remove(`${ownerOf(recordFolder)}.owner`);
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

const remove = (path: string): void => rmSync(path, { recursive: true, force: true });
