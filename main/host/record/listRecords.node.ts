import { existsSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { RecordRow } from '../../../protocol/view';
import { readSeal } from './journalSeal.node';
import { parseRecordFolderName } from './nameRecordFolder';
import { openJournal } from './openJournal.node';
import { readManifest } from './recordManifest.node';
import { isJournalOwned } from './takeJournalLock.node';

export type ListRecordsOptions = {
  /** Folder of all records. */
  root: string;
  /** The record that this host is writing, if any: it is not opened. */
  openFolder: string | null;
  /** Path of the bundled record worker: reads the journal of a record that was not closed in peace. */
  workerFile: string;
};

/** The records under a folder, newest first. Changes nothing, and opens no journal that somebody writes. */
export async function listRecords({ root, openFolder, workerFile }: ListRecordsOptions): Promise<RecordRow[]> {
  const rows: RecordRow[] = [];
  for (const study of await foldersIn(root)) {
    for (const name of await foldersIn(join(root, study))) {
      const row = await readRow(join(root, study, name), study, openFolder, workerFile);
      if (row !== null) rows.push(row);
    }
  }
  return rows.sort((a, b) =>
    a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : a.record < b.record ? -1 : 1,
  );
}

async function readRow(
  folder: string,
  study: string,
  openFolder: string | null,
  workerFile: string,
): Promise<RecordRow | null> {
  const journalFile = join(folder, 'journal.sqlite');
  const named = parseRecordFolderName(basename(folder));
  if (named === null || !existsSync(journalFile)) return null;
  const manifest = await readManifest(folder);
  const isWritten = folder === openFolder || isJournalOwned(journalFile);
  return {
    record: `${study}/${basename(folder)}`,
    study,
    session: manifest?.session ?? named.session,
    startedAt: manifest?.startedAt ?? named.startedAt,
    state: isWritten ? 'running' : (await hasEnded(journalFile, workerFile)) ? 'ended' : 'interrupted',
    folder,
  };
}

/** A large journal takes a while to copy and read; as long as it has not changed, its state has not either. */
const known = new Map<string, { stamp: string; ended: boolean }>();

async function hasEnded(journalFile: string, workerFile: string): Promise<boolean> {
  const seal = readSeal(journalFile);
  if (seal !== null) return seal.ended;
  const stamp = stampOf(journalFile);
  const before = known.get(journalFile);
  if (before?.stamp === stamp) return before.ended;
  const ended = await readEnded(journalFile, workerFile);
  known.set(journalFile, { stamp, ended });
  return ended;
}

function stampOf(journalFile: string): string {
  const parts = [journalFile, `${journalFile}-wal`].map((file) => statSync(file, { throwIfNoEntry: false }));
  return parts.map((part) => `${part?.size}/${part?.mtimeMs}`).join();
}

async function readEnded(journalFile: string, workerFile: string): Promise<boolean> {
  try {
    const journal = await openJournal({ file: journalFile, create: false, readOnly: true, workerFile });
    try {
      return (await journal.events()).some((row) => row.body.type === 'sessionEnded');
    } finally {
      await journal.close();
    }
  } catch {
    // Damaged: it did not end in peace; opening it will say what is wrong.
    return false;
  }
}

async function foldersIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map((entry) => entry.name);
  } catch {
    return [];
  }
}
