import type { RowKind, StoredRow } from '../../../protocol/journal';
import { decodeRow, type RawRow } from './decodeRow';
import type { EventRow } from './Journal';
import type { SqliteDriver } from './openSqlite.node';
import { readPage } from './readPage.node';

/** One pass over a journal. `advance` is told how many rows are behind, and lets others have their turn. */
export type Pass = { driver: SqliteDriver; untilSeq: number; advance(by: number): Promise<void> };

const pageSize = 1000;

/** The rows of one kind that are read and not yet given. */
type Feed = { kind: RowKind; rows: RawRow[]; reachedSeq: number; isRead: boolean };

/**
 * Gives all rows of some kinds in order, some at a time. Each kind is read by its own index and they are merged here: asked for
 * several at once, SQLite would sort what is left of the journal for every page.
 * @throws RecordError `record/damaged`, and what `advance` throws
 */
export async function streamRows(
  kinds: readonly RowKind[],
  { driver, untilSeq, advance }: Pass,
  onRows: (rows: StoredRow[]) => void,
): Promise<void> {
  const feeds = kinds.map((kind): Feed => ({ kind, rows: [], reachedSeq: 0, isRead: false }));
  for (let reached = 0; reached < untilSeq; ) {
    for (const feed of feeds) fill(feed, driver, untilSeq);
    const upTo = Math.min(untilSeq, ...feeds.flatMap((feed) => (feed.isRead ? [] : feed.reachedSeq)));
    const ready = feeds.flatMap((feed) => take(feed, upTo));
    if (feeds.length > 1) ready.sort((a, b) => a.seq - b.seq);
    onRows(ready.map(decodeRow));
    await advance(upTo - reached);
    reached = upTo;
  }
}

function fill(feed: Feed, driver: SqliteDriver, untilSeq: number): void {
  if (feed.rows.length > 0 || feed.isRead) return;
  const afterSeq = feed.reachedSeq;
  feed.rows = readPage(driver, { kinds: [feed.kind], afterSeq, untilSeq, limit: pageSize });
  feed.reachedSeq = feed.rows.at(-1)?.seq ?? untilSeq;
  feed.isRead = feed.rows.length < pageSize;
}

function take(feed: Feed, upTo: number): RawRow[] {
  if (feed.reachedSeq <= upTo) return feed.rows.splice(0);
  const count = feed.rows.findIndex((row) => row.seq > upTo);
  return feed.rows.splice(0, count < 0 ? feed.rows.length : count);
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
