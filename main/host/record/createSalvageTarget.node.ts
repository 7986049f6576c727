import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { chainRow } from './chainRow';
import type { RawRow } from './decodeRow';
import { hashText } from './hashText.node';
import { insertRows } from './insertRows.node';
import { openJournalFile } from './openJournalFile.node';
import { addToRanges, type RowRange, type SalvagedRows } from './SalvageReport';

/** Where salvaged rows go: into a journal as long as the chain holds, into a file of lines from there on. */
export type SalvageTarget = {
  /** Rows in order of their numbers. */
  add(rows: readonly RawRow[]): void;
  close(): void;
  /** @param knownSeq the last row that there was for sure */
  found(knownSeq: number): SalvagedRows;
};

export function createSalvageTarget(folder: string): SalvageTarget {
  const journal = openJournalFile(join(folder, 'journal.sqlite'), 'create');
  let head = journal.head();
  /** The last row that was read, whole or not. */
  let last = head;
  let isWhole = true;
  let apart = 0;
  let lines: number | null = null;
  const changed: RowRange[] = [];
  const gone: RowRange[] = [];

  /** `true`: the hash says so; `false`: it says otherwise; `null`: the row before is missing, so it cannot be told. */
  function isAsWritten(row: RawRow): boolean | null {
    return row.seq === last.seq + 1 ? chainRow(last.hash, row, hashText) === row.hash : null;
  }

  function setApart(row: RawRow, asWritten: boolean | null): void {
    lines ??= openSync(join(folder, 'after-damage.jsonl'), 'wx', 0o600);
    writeSync(lines, `${JSON.stringify({ asWritten, ...row })}\n`);
    apart += 1;
    if (asWritten === false) addToRanges(changed, row.seq, row.seq);
  }

  return {
    add(rows) {
      const whole: RawRow[] = [];
      for (const row of rows) {
        const asWritten = isAsWritten(row);
        isWhole &&= asWritten === true;
        if (isWhole) whole.push(row);
        else setApart(row, asWritten);
        if (row.seq > last.seq + 1) addToRanges(gone, last.seq + 1, row.seq - 1);
        last = { seq: row.seq, hash: row.hash };
      }
      if (whole.length > 0) head = insertRows(journal.driver(), head, whole);
    },
    close() {
      journal.close();
      if (lines === null) return;
      fsyncSync(lines);
      closeSync(lines);
    },
    found(knownSeq) {
      const tail = last.seq < knownSeq ? [{ first: last.seq + 1, last: knownSeq }] : [];
      return { kept: head.seq, apart, changed, gone: [...gone, ...tail] };
    },
  };
}
