import { chainRow } from './chainRow';
import type { EncodedRow } from './encodeRow';
import { hashText } from './hashText.node';
import type { Head } from './openJournalFile.node';
import type { SqliteDriver } from './openSqlite.node';

export type WalledRow = EncodedRow & { wall: string };

/**
 * Writes rows behind `head` in one transaction; when it returns they are on disk, synced.
 * @returns the new end of the chain
 * @throws whatever SQLite says; then the outcome is unknown until the journal is asked
 */
export function insertRows(driver: SqliteDriver, head: Head, rows: readonly WalledRow[]): Head {
  let { seq, hash } = head;
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

/** Where the chain will end once these rows are behind `head`. */
export function headAfter(head: Head, rows: readonly WalledRow[]): Head {
  let { seq, hash } = head;
  for (const row of rows) {
    seq += 1;
    hash = chainRow(hash, { ...row, seq }, hashText);
  }
  return { seq, hash };
}
