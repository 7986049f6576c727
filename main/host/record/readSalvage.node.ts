import { copyFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RawRow } from './decodeRow';
import { openJournalFile } from './openJournalFile.node';
import { openSqlite, readScalar, type SqliteDriver } from './openSqlite.node';
import { readPage } from './readPage.node';

/** Rows that follow each other, as far as they can be read, of a journal that is damaged anywhere. */
export type SalvageSource = {
  /** There was a row with this number for sure. */
  knownSeq: number;
  /** No row has a larger number; there may be fewer. */
  untilSeq: number;
  /** The readable rows from one number to another, in order: what cannot be read is left out. */
  read(fromSeq: number, toSeq: number): RawRow[];
  close(): void;
};

/** A row has a hash of 64 digits and a time at least. */
const leastRowBytes = 100;

/**
 * Opens a private copy of a damaged journal for reading.
 * @param folder for the copy
 * @param sealedRows how many rows it had when it was last closed, if that is known
 * @returns null when nothing of it can be read as a journal
 */
export function readSalvage(journalFile: string, folder: string, sealedRows: number): SalvageSource | null {
  const copy = join(folder, 'damaged.sqlite');
  for (const suffix of ['', '-wal'])
    if (existsSync(journalFile + suffix)) copyFileSync(journalFile + suffix, copy + suffix);
  const driver = openLeniently(copy) ?? openWithFreshStart(copy, folder);
  if (driver === null) return null;
  const bytes = [copy, `${copy}-wal`].reduce(
    (sum, one) => sum + (statSync(one, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
  const atMost = Math.max(Math.floor(bytes / leastRowBytes), sealedRows);
  const largest = largestSeq(driver);
  return {
    knownSeq: Math.max(largest === null || largest > atMost ? 0 : largest, sealedRows),
    untilSeq: Math.max(Math.min(largest ?? atMost, atMost), sealedRows),
    read: (fromSeq, toSeq) => readReadable(driver, fromSeq, toSeq),
    close: () => driver.close(),
  };
}

function openLeniently(file: string): SqliteDriver | null {
  let driver: SqliteDriver | null = null;
  try {
    driver = openSqlite(file);
    // Before anything else: without a shared-memory file, and not refusing a file that is shorter than its header says.
    driver.exec('PRAGMA locking_mode = EXCLUSIVE');
    driver.exec('PRAGMA writable_schema = ON');
    driver.prepare('SELECT seq, hash FROM journal WHERE seq = 1').finalize();
    return driver;
  } catch {
    driver?.close();
    return null;
  }
}

/** Where the first page is gone, that of a new journal says as well where the rows are: the tables are always made in one order. */
function openWithFreshStart(file: string, folder: string): SqliteDriver | null {
  const fresh = join(folder, 'fresh.sqlite');
  openJournalFile(fresh, 'create').close();
  const start = readFileSync(fresh);
  const pageSize = start.readUInt16BE(16);
  const bytes = readFileSync(file);
  if (bytes.length < 2 * pageSize) return null;
  start.copy(bytes, 0, 0, pageSize);
  bytes.writeUInt32BE(Math.floor(bytes.length / pageSize), 28);
  if (existsSync(`${file}-wal`)) bytes.fill(2, 18, 20);
  writeFileSync(file, bytes);
  return openLeniently(file);
}

function largestSeq(driver: SqliteDriver): number | null {
  try {
    return Number(readScalar(driver, 'SELECT max(seq) FROM journal'));
  } catch {
    return null;
  }
}

/** Halves what cannot be read in one go, down to single rows. */
function readReadable(driver: SqliteDriver, fromSeq: number, toSeq: number): RawRow[] {
  try {
    return readPage(driver, { afterSeq: fromSeq - 1, untilSeq: toSeq, limit: toSeq - fromSeq + 1 });
  } catch {
    if (fromSeq === toSeq) return [];
    const middle = Math.floor((fromSeq + toSeq) / 2);
    return [...readReadable(driver, fromSeq, middle), ...readReadable(driver, middle + 1, toSeq)];
  }
}
