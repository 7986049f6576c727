import { chainRow } from './chainRow';
import type { EncodedRow } from './encodeRow';
import { hashText } from './hashText.node';
import type { Head } from './openJournalFile.node';
import type { SqliteDriver } from './openSqlite.node';

export type WalledRow = EncodedRow & { wall: string };

/**
 * Writes rows behind `head` in one transaction. When it returns, the end of this process cannot undo it; `synced`: nor can a
 * power cut, which otherwise takes what came after the last synced rows, and leaves no holes.
 * @returns the new end of the chain
 * @throws whatever SQLite says; then the outcome is unknown until the journal is asked
 */
export function insertRows(driver: SqliteDriver, head: Head, rows: readonly WalledRow[], synced = true): Head {
  let { seq, hash } = head;
  // In NORMAL a commit goes into the WAL without a sync; the next sync takes it along. https://sqlite.org/pragma.html
  driver.exec(synced ? 'PRAGMA synchronous = FULL' : 'PRAGMA synchronous = NORMAL');
  driver.exec('BEGIN IMMEDIATE');
  const insert = driver.prepare('INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  try {
    for (const row of rows) {
      seq += 1;
      hash = chainRow(hash, { ...row, seq }, hashText);
      insert.run([seq, row.kind, row.atMs, row.wall, row.game, row.participant, row.seat, row.body, hash]);
    }
  } finally {
    insert.finalize();
  }
  driver.exec('COMMIT');
  return { seq, hash };
}

/** Makes a power cut spare all that was inserted. @throws as `insertRows` */
export function syncRows(driver: SqliteDriver): void {
  driver.exec('PRAGMA synchronous = FULL');
  driver.exec('PRAGMA wal_checkpoint(PASSIVE)');
}

/** Where the chain will end once these rows are behind `head`. */
export function headAfter(head: Head, rows: readonly WalledRow[]): Head {
  let { seq, hash } = head;
  for (const row of rows) {
    seq += 1;
    hash = chainRow(hash, { ...row, seq }, hashText);
  }
  return { seq, hash };
}
