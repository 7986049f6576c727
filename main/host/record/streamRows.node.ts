import type { RowKind, StoredRow } from '../../../protocol/journal';
import { decodeRow } from './decodeRow';
import type { EventRow } from './Journal';
import type { SqliteDriver } from './openSqlite.node';
import { readPage } from './readPage.node';

/** One pass over a journal. `advance` is told how many rows are behind, and lets others have their turn. */
export type Pass = { driver: SqliteDriver; untilSeq: number; advance(by: number): Promise<void> };

const pageSize = 500;

/** Gives all rows of some kinds in order, a page at a time. @throws RecordError `record/damaged`, and what `advance` throws */
export async function streamRows(
  kinds: readonly RowKind[],
  { driver, untilSeq, advance }: Pass,
  onRows: (rows: StoredRow[]) => void,
): Promise<void> {
  for (let afterSeq = 0; afterSeq < untilSeq; ) {
    const page = kinds.length === 0 ? [] : readPage(driver, { kinds, afterSeq, untilSeq, limit: pageSize });
    onRows(page.map(decodeRow));
    const reached = page.at(-1)?.seq ?? untilSeq;
    await advance(reached - afterSeq);
    afterSeq = reached;
  }
}

/** Every event up to a row, in order. @throws RecordError `record/damaged` */
export function readEvents(driver: SqliteDriver, untilSeq: number): EventRow[] {
  const events: EventRow[] = [];
  for (let afterSeq = 0; ; ) {
    const page = readPage(driver, { kinds: ['event'], afterSeq, untilSeq, limit: pageSize });
    const last = page.at(-1);
    if (last === undefined) return events;
    for (const row of page.map(decodeRow)) if (row.kind === 'event') events.push(row);
    afterSeq = last.seq;
  }
}
