import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StoredRow } from '../../protocol/journal';
import { chainRow, chainStart } from '../../main/host/record/chainRow';
import { decodeRow, type RawRow } from '../../main/host/record/decodeRow';
import { hashText } from '../../main/host/record/hashText.node';
import { openJournalFile } from '../../main/host/record/openJournalFile.node';
import { readScalar } from '../../main/host/record/openSqlite.node';
import { readPage } from '../../main/host/record/readPage.node';

const PAGE = 2000;

/** Reads a journal whose owner is dead, again and again, and remembers how far it has looked. */
export type Ledger = {
  /**
   * Takes a copy of the journal as it lies on the disk; the files themselves, and what else a dead owner left, stay as they
   * are for the next host. `read` then gives the rows since the last time.
   * @throws Error when the file is damaged, a link of the chain does not hold, or a row that was there is not what it was
   */
  copy(): { read(): StoredRow[] };
  drop(): void;
};

export function createLedger(journalFile: string): Ledger {
  const folder = mkdtempSync(join(tmpdir(), 'cubicle-ledger-'));
  let head = { seq: 0, hash: chainStart };
  let copies = 0;

  function read(copied: string): StoredRow[] {
    const journal = openJournalFile(copied, 'continue');
    try {
      const said = readScalar(journal.driver(), 'PRAGMA integrity_check');
      if (said !== 'ok') throw new Error(`integrity_check says: ${String(said)}`);
      const known = readPage(journal.driver(), { afterSeq: head.seq - 1, limit: 1 })[0];
      if (head.seq > 0 && known?.hash !== head.hash)
        throw new Error(`row ${head.seq} is ${known === undefined ? 'gone' : 'not what it was before the kill'}`);
      const rows: StoredRow[] = [];
      for (;;) {
        const page = readPage(journal.driver(), { afterSeq: head.seq, limit: PAGE });
        for (const row of page) rows.push(follow(row));
        if (page.length < PAGE) return rows;
      }
    } finally {
      journal.close();
    }
  }

  function follow(row: RawRow): StoredRow {
    if (row.seq !== head.seq + 1) throw new Error(`after row ${head.seq} comes row ${row.seq}`);
    const hash = chainRow(head.hash, row, hashText);
    if (hash !== row.hash) throw new Error(`the chain breaks at row ${row.seq}`);
    head = { seq: row.seq, hash };
    return decodeRow(row);
  }

  return {
    copy() {
      const own = join(folder, String((copies += 1)));
      mkdirSync(own);
      const copied = join(own, 'journal.sqlite');
      for (const suffix of ['', '-wal'])
        if (existsSync(journalFile + suffix)) copyFileSync(journalFile + suffix, copied + suffix);
      return {
        read() {
          try {
            return read(copied);
          } finally {
            rmSync(own, { recursive: true, force: true });
          }
        },
      };
    },
    drop: () => rmSync(folder, { recursive: true, force: true }),
  };
}
