import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFile } from './hashFile.node';
import { listRecordFiles } from './listRecordFiles.node';
import { nameFarFiles } from './nameFarFiles';
import { SendError } from './SendError';
import type { JournalCopy, SyncDeps, SyncRecord } from './SyncDeps';
import type { Parcel } from './SyncState';
import type { Outgoing, OutgoingFile, OutgoingJournal, OutgoingRow } from './Target';

export type OutgoingDeps = SyncDeps & {
  /** Rows of the journal that the host writes now, in order, from its own worker; null when it does not write it any more. */
  liveRows(record: string, afterSeq: number, limit: number): Promise<OutgoingRow[] | null>;
  /** Notes durably, before it is put, where at the far end a copy of a running session is. */
  copyBegun(path: string): void;
  /** Folder for this target's own copies. */
  workFolder: string;
};

const JOURNAL = 'journal.sqlite';
/** The file that says: these are all the files of this record, and what they were called here. */
const LIST = 'SYNCED.json';
/** So many rows cross the host's event loop in about a millisecond. */
const PAGE = 200;

const copyFileOf = (workFolder: string, record: string): string =>
  join(workFolder, `${record.replace('/', '__')}.sqlite`);

/** Removes the copy of a journal that was made to send it, if there is one. */
export function dropCopy(workFolder: string, record: string): void {
  for (const suffix of ['', '-wal', '.lock', '.owner', '.seal.json'])
    rmSync(copyFileOf(workFolder, record) + suffix, { recursive: true, force: true });
}

/** A record ready to be sent; `drop` after it was sent, or was not. */
export function makeOutgoing(
  deps: OutgoingDeps,
  record: SyncRecord,
  parcel: Parcel,
): { outgoing: Outgoing; drop(): void } {
  const journalFile = join(record.folder, JOURNAL);
  const copyFile = copyFileOf(deps.workFolder, record.record);
  const isPlain = !parcel.running && !existsSync(`${journalFile}-wal`);
  let open: { close(): void } | null = null;

  async function copyOver(copy: JournalCopy): Promise<void> {
    if (record.liveRows !== null) {
      for (;;) {
        const rows = await deps.liveRows(record.record, copy.rows, PAGE);
        if (rows === null)
          throw new SendError('passing', 'sync/movedOn', 'The session has just ended or been put away.');
        copy.append(rows);
        if (rows.length < PAGE) return;
      }
    }
    const journal = deps.readJournal(journalFile);
    try {
      for (let rows = journal.page(copy.rows, PAGE); rows.length > 0; rows = journal.page(copy.rows, PAGE))
        copy.append(rows);
    } finally {
      journal.close();
    }
  }

  /** A consistent copy of a journal that is being written, or that nobody has closed: its rows, in a file of our own. */
  async function makeCopy(): Promise<number> {
    mkdirSync(deps.workFolder, { recursive: true, mode: 0o700 });
    let copy: JournalCopy | null = null;
    try {
      copy = deps.openCopy(copyFile);
      await copyOver(copy);
      const { rows } = copy;
      copy.close();
      return rows;
    } catch (cause) {
      try {
        copy?.close();
      } finally {
        // Whatever is wrong with it, the next attempt makes a new one.
        dropCopy(deps.workFolder, record.record);
      }
      throw cause;
    }
  }

  async function runningFiles(): Promise<OutgoingFile[]> {
    const rows = await makeCopy();
    return [await describe(copyFile, `running-${String(rows).padStart(9, '0')}.sqlite`)];
  }

  async function wholeFiles(): Promise<OutgoingFile[]> {
    const listed = await listRecordFiles(record.folder);
    const names = nameFarFiles(listed.map(({ path }) => path));
    if (!isPlain) await makeCopy();
    const files: OutgoingFile[] = [];
    for (const { path } of listed) {
      const file = path === JOURNAL && !isPlain ? copyFile : join(record.folder, path);
      files.push(await describe(file, names.get(path) ?? path));
    }
    const list = {
      cubicle: 'synced record',
      record: record.record,
      files: files.map(({ path, size, sha256 }, index) => ({
        path: listed[index]?.path,
        storedAs: path,
        size,
        sha256,
      })),
    };
    mkdirSync(deps.workFolder, { recursive: true, mode: 0o700 });
    const listFile = `${copyFile}.list.json`;
    await writeFile(listFile, `${JSON.stringify(list, null, 2)}\n`, { mode: 0o600 });
    return [...files, await describe(listFile, LIST)];
  }

  async function journal(): Promise<OutgoingJournal> {
    if (isPlain) {
      const source = deps.readJournal(journalFile);
      open = source;
      return source;
    }
    await makeCopy();
    const copy = deps.openCopy(copyFile);
    open = copy;
    return copy;
  }

  return {
    outgoing: {
      record: record.record,
      name: parcel.name,
      running: parcel.running,
      replaces: parcel.copies,
      copyBegun: deps.copyBegun,
      files: () => asRecordFailure(parcel.running ? runningFiles : wholeFiles),
      journal: () => asRecordFailure(journal),
    },
    drop() {
      open?.close();
      rmSync(`${copyFile}.list.json`, { force: true });
      // The copy of a running session stays and grows: only what is new has to be copied next time.
      if (!parcel.running) dropCopy(deps.workFolder, record.record);
    },
  };
}

async function describe(file: string, path: string): Promise<OutgoingFile> {
  return { path, file, size: statSync(file).size, sha256: await hashFile(file) };
}

async function asRecordFailure<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof SendError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SendError(
      'record',
      'sync/unreadable',
      `This record cannot be read: ${why} Mend it, then choose Sync now; other records are sent meanwhile.`,
    );
  }
}
