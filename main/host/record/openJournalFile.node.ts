import { closeSync, copyFileSync, existsSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { chainStart } from './chainRow';
import { inspectJournalFile } from './inspectJournalFile.node';
import { migrateJournal } from './migrateJournal.node';
import { openSqlite, type SqliteDriver } from './openSqlite.node';
import { createOwnedFolder } from './ownedFolder.node';
import { RecordError } from './RecordError';
import { stampJournal } from './stampJournal.node';
import { hasCode, refuseWritten, takeJournalLock } from './takeJournalLock.node';

/** The end of the chain: sequence number and hash of the last row. */
export type Head = { seq: number; hash: string };

/** `create`: a new file. `continue`: go on writing. `read`: on a private copy, the file itself stays untouched. */
export type OpenMode = 'create' | 'continue' | 'read';

/** A journal that this process alone has open. `reopen` closes and opens it anew, and shows what is really in it. */
export type OpenedJournal = {
  driver(): SqliteDriver;
  reopen(): Head;
  head(): Head;
  close(): void;
  /** The file in use: the journal, or in `read` mode its copy. */
  file: string;
};

/** A host that was killed and started again at once may meet its own ghost. */
const dyingOwnerMs = 1500;

/**
 * Opens a journal for this process alone, with everything on disk before a commit returns.
 * @param lockToken by which another thread can give the journal back when this one dies
 * @throws RecordError `record/exists`, `record/missing`, `record/inUse`, `record/notAJournal`, `record/newer`, `record/damaged`
 */
export function openJournalFile(journalFile: string, mode: OpenMode, lockToken?: string): OpenedJournal {
  if (mode !== 'create' && !existsSync(journalFile)) {
    throw missing(journalFile);
  }
  if (mode === 'read') return openCopy(journalFile);
  let giveBack = (): void => undefined;
  try {
    giveBack = takeJournalLock(journalFile, mode === 'continue' ? dyingOwnerMs : 0, lockToken);
    if (mode === 'create') createEmpty(journalFile);
    return openOwned(journalFile, giveBack);
  } catch (cause) {
    giveBack();
    throw inWords(cause, journalFile);
  }
}

function openOwned(file: string, letGo: () => void): OpenedJournal {
  let driver = openDriver(file);
  // The file and its WAL are new names in the folder; a power cut must not lose the names.
  syncFolder(dirname(file));
  return {
    file,
    driver: () => driver,
    head: () => readHead(driver),
    reopen: () => {
      try {
        driver.close();
      } catch {
        // What could not be closed is what we are about to find out about.
      }
      driver = openDriver(file);
      // Copies and syncs every row that can be read, so what is found is really on disk.
      driver.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      return readHead(driver);
    },
    close: () => {
      try {
        // One plain file that any tool can read, also from a read-only disk. Without room for it the WAL stays beside the
        // file, and nothing is missing.
        driver.exec('PRAGMA journal_mode = DELETE');
      } catch {
        // The rows are on disk either way.
      }
      try {
        driver.close();
      } finally {
        letGo();
      }
    },
  };
}

function openDriver(file: string): SqliteDriver {
  // Left behind by a killed owner. We own the journal, so nobody alive holds it.
  rmSync(`${file}.lock`, { recursive: true, force: true });
  const driver = openSqlite(file);
  try {
    // Before anything touches a WAL: with it there is no shared-memory file, and no second connection.
    driver.exec('PRAGMA locking_mode = EXCLUSIVE');
    driver.exec('PRAGMA journal_mode = WAL');
    driver.exec('PRAGMA synchronous = FULL');
    migrateJournal(driver);
    return driver;
  } catch (cause) {
    driver.close();
    throw cause;
  }
}

/** How the folders of copies begin, in the system's folder for such things. */
export const copyMark = 'cubicle-journal-';

/** A writer that comes and goes again and again is somebody at work on the record. */
const copyAttempts = 5;

/**
 * Reading must change nothing, and opening a file in WAL mode does: so a copy is opened, and its WAL with it. It keeps nobody out:
 * a host that takes a session up again does not wait for who reads. A copy is good when nobody wrote while it was made.
 */
function openCopy(journalFile: string): OpenedJournal {
  let drop = (): void => undefined;
  try {
    const temp = createOwnedFolder(tmpdir(), copyMark);
    drop = temp.drop;
    const copy = join(temp.folder, basename(journalFile));
    for (let attempt = 0; attempt < copyAttempts; attempt++) {
      const before = stampJournal(journalFile);
      refuseWritten(journalFile);
      refuseUnfit(journalFile);
      for (const suffix of ['', '-wal']) {
        rmSync(copy + suffix, { force: true });
        if (existsSync(journalFile + suffix)) copyForReading(journalFile + suffix, copy + suffix);
      }
      refuseWritten(journalFile);
      if (stampJournal(journalFile) === before) return openOwned(copy, drop);
    }
    throw new RecordError('record/inUse', `${basename(journalFile)} changes all the time. Try again.`);
  } catch (cause) {
    drop();
    throw existsSync(journalFile) ? inWords(cause, journalFile) : missing(journalFile);
  }
}

/** SQLite itself opens what was cut off, or has lost its WAL, and shows what is left as if it were all. */
function refuseUnfit(journalFile: string): void {
  const file = inspectJournalFile(journalFile);
  if (file.state !== 'fine') throw new RecordError(`record/${file.state}`, file.problem);
}

function copyForReading(from: string, to: string): void {
  try {
    copyFileSync(from, to);
  } catch (cause) {
    if (!hasCode(cause, 'ENOSPC') && !hasCode(cause, 'EDQUOT')) throw cause;
    throw new RecordError(
      'record/diskFull',
      `There is no room in ${dirname(to)} for a copy of the journal to read from. Free some space there and try again.`,
    );
  }
}

const missing = (journalFile: string): RecordError =>
  new RecordError('record/missing', `There is no journal at ${journalFile}.`);

function createEmpty(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (cause) {
    if (hasCode(cause, 'EEXIST')) {
      throw new RecordError('record/exists', `${file} exists already; a journal is never overwritten.`);
    }
    throw cause;
  }
}

export function readHead(driver: SqliteDriver): Head {
  const statement = driver.prepare('SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1');
  try {
    const row = statement.get();
    return row === null ? { seq: 0, hash: chainStart } : { seq: Number(row['seq']), hash: String(row['hash']) };
  } finally {
    statement.finalize();
  }
}

/** Makes new names in a folder survive a power cut. Windows cannot open folders and needs no such call. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function inWords(cause: unknown, file: string): unknown {
  if (cause instanceof RecordError || !(cause instanceof Error)) return cause;
  if (['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOENT', 'ENOTDIR'].some((code) => hasCode(cause, code))) {
    return new RecordError(
      'record/notWritable',
      `Nothing can be written to ${dirname(file)} (${cause.message}). Make it a folder that this user can write to, with space, or choose another one for records.`,
    );
  }
  if (/not a database/.test(cause.message)) {
    return new RecordError(
      'record/notAJournal',
      `${file} is no SQLite file: it is no journal, or its beginning is damaged.`,
    );
  }
  if (/malformed/.test(cause.message)) {
    return new RecordError('record/damaged', `${file} is damaged: ${cause.message}.`);
  }
  return cause;
}
