import { type Dirent, existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { RecordRow } from '../../../protocol/view';
import { inspectJournalFile } from './inspectJournalFile.node';
import { readSeal } from './journalSeal.node';
import { lockedWords, recordOfLocked } from './locked/lockedName';
import { parseRecordFolderName } from './nameRecordFolder';
import { openJournal } from './openJournal.node';
import { RecordError } from './RecordError';
import { readManifest } from './recordManifest.node';
import { stampJournal } from './stampJournal.node';
import { isJournalOwned } from './takeJournalLock.node';

export type ListRecordsOptions = {
  /** Folder of all records. */
  root: string;
  /** The record that this host is writing, if any: it is not opened. `ended`: its session is over. */
  open: { folder: string; ended: boolean } | null;
  /** Path of the bundled record worker: reads the journal of a record that was not closed in peace. */
  workerFile: string;
};

/** The records under a folder, newest first. Changes nothing, and opens no journal that somebody writes. */
export async function listRecords({ root, open, workerFile }: ListRecordsOptions): Promise<RecordRow[]> {
  const rows: RecordRow[] = [];
  for (const study of await foldersIn(root)) {
    for (const name of await foldersIn(join(root, study))) {
      const row = await readRow(join(root, study, name), study, open, workerFile);
      if (row !== null) rows.push(row);
    }
    rows.push(...(await lockedRows(root, study)));
  }
  return rows.sort((a, b) =>
    a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : a.record < b.record ? -1 : 1,
  );
}

async function readRow(
  folder: string,
  study: string,
  open: ListRecordsOptions['open'],
  workerFile: string,
): Promise<RecordRow | null> {
  const journalFile = join(folder, 'journal.sqlite');
  const named = parseRecordFolderName(basename(folder));
  if (named === null || !existsSync(journalFile)) return null;
  const manifest = await readManifest(folder);
  return {
    record: `${study}/${basename(folder)}`,
    study,
    session: manifest?.session ?? named.session,
    startedAt: manifest?.startedAt ?? named.startedAt,
    folder,
    ...(await standingOf(folder, journalFile, open, workerFile)),
  };
}

/** Records that are there as encrypted files only: of these the name is all that can be read. */
async function lockedRows(root: string, study: string): Promise<RecordRow[]> {
  const folder = join(root, study);
  return (await entriesIn(folder)).flatMap((entry) => {
    const name = recordOfLocked(entry.name);
    const named = name === null ? null : parseRecordFolderName(name);
    if (named === null || name === null || !entry.isFile() || existsSync(join(folder, name))) return [];
    const row = { record: `${study}/${entry.name}`, study, ...named, folder: join(folder, entry.name) };
    return [{ ...row, ...plain, state: 'locked' as const, problem: lockedWords }];
  });
}

/** What the journal itself tells. */
type Standing = Pick<RecordRow, 'state' | 'problem' | 'participants' | 'lastAt'>;
const plain = { problem: null, participants: null, lastAt: null };
const writtenElsewhere: Standing = {
  ...plain,
  state: 'running',
  problem: 'Another Cubicle on this machine is writing to it.',
};

async function standingOf(
  folder: string,
  journalFile: string,
  open: ListRecordsOptions['open'],
  workerFile: string,
): Promise<Standing> {
  if (folder === open?.folder) return { ...plain, state: open.ended ? 'ended' : 'running' };
  if (isJournalOwned(journalFile)) return writtenElsewhere;
  try {
    const file = inspectJournalFile(journalFile);
    if (file.state !== 'fine') return { ...plain, ...file };
    if (readSeal(journalFile)?.ended === true) return { ...plain, state: 'ended' };
    return await readStanding(journalFile, workerFile);
  } catch (cause) {
    return describeFailure(cause);
  }
}

/** A large journal takes a while to copy and read; as long as it has not changed, its state has not either. */
const known = new Map<string, { stamp: string; standing: Standing }>();

async function readStanding(journalFile: string, workerFile: string): Promise<Standing> {
  const stamp = stampJournal(journalFile);
  const before = known.get(journalFile);
  if (before?.stamp === stamp) return before.standing;
  const standing = await readWhole(journalFile, workerFile);
  known.set(journalFile, { stamp, standing });
  return standing;
}

/** A session that did not end may be taken up again: only one whose every row is as it was written. */
async function readWhole(journalFile: string, workerFile: string): Promise<Standing> {
  const journal = await openJournal({ file: journalFile, create: false, readOnly: true, workerFile });
  try {
    const { rows, damage } = await journal.check();
    const sealed = readSeal(journalFile)?.rows ?? 0;
    const words = damage.map(({ message }) => message);
    if (rows < sealed) words.push(`Rows ${rows + 1} to ${sealed} are missing at its end.`);
    if (words.length > 0) return { ...plain, state: 'damaged', problem: words.slice(0, 3).join(' ') };
    const events = await journal.events();
    if (!events.some(({ body }) => body.type === 'sessionCreated'))
      return { ...plain, state: 'damaged', problem: 'It holds no session: it was broken off before there was one.' };
    return {
      state: events.some(({ body }) => body.type === 'sessionEnded') ? 'ended' : 'interrupted',
      problem: null,
      participants: events.filter(({ body }) => body.type === 'seatAdded').length,
      lastAt: (await journal.last())?.wall ?? null,
    };
  } finally {
    await journal.close();
  }
}

function describeFailure(cause: unknown): Standing {
  const problem = cause instanceof Error ? cause.message : String(cause);
  const code = cause instanceof RecordError ? cause.code : null;
  // Somebody has begun to write it since we looked.
  if (code === 'record/inUse') return writtenElsewhere;
  if (code === 'record/newer') return { ...plain, state: 'newer', problem };
  // No room for a copy says nothing of the record itself.
  return { ...plain, state: code === 'record/diskFull' ? 'interrupted' : 'damaged', problem };
}

async function foldersIn(folder: string): Promise<string[]> {
  return (await entriesIn(folder)).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

async function entriesIn(folder: string): Promise<Dirent[]> {
  try {
    return (await readdir(folder, { withFileTypes: true })).filter((entry) => !entry.name.startsWith('.'));
  } catch {
    return [];
  }
}
