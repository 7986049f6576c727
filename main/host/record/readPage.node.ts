import { z } from 'zod';
import { journalRow, type RowKind } from '../../../protocol/journal';
import type { RawRow } from './decodeRow';
import type { JournalEnd } from './Journal';
import { readScalar, type SqliteDriver, type SqlRow, type SqlValue } from './openSqlite.node';
import { RecordError } from './RecordError';
import type { PageQuery } from './recordMessages';

/** Reads one page. A page is a statement of its own: nothing stays open between two pages, so writing goes on meanwhile. */
export function readPage(driver: SqliteDriver, query: PageQuery): RawRow[] {
  const conditions = ['seq > ?'];
  const values: SqlValue[] = [query.afterSeq];
  const restrict = (condition: string, ...bound: SqlValue[]): void => {
    conditions.push(condition);
    values.push(...bound);
  };
  if (query.untilSeq !== undefined) restrict('seq <= ?', query.untilSeq);
  if (query.kinds !== undefined) restrict(`kind IN (${query.kinds.map(() => '?').join()})`, ...query.kinds);
  if (query.game !== undefined) restrict('game = ?', query.game);
  if (query.episode !== undefined) restrict("json_extract(body, '$.episode') = ?", query.episode);
  const statement = driver.prepare(
    `SELECT seq, kind, at_ms, wall, game, participant, seat, body, hash FROM journal WHERE ${conditions.join(' AND ')} ORDER BY seq LIMIT ?`,
  );
  try {
    return statement.all([...values, query.limit]).map(toRawRow);
  } finally {
    statement.finalize();
  }
}

/** Where the journal stands, or null when it is empty. */
export function readEnd(driver: SqliteDriver): JournalEnd | null {
  const wall = readScalar(driver, 'SELECT wall FROM journal ORDER BY seq DESC LIMIT 1');
  const atMs = readScalar(driver, 'SELECT max(at_ms) FROM journal');
  return typeof wall === 'string' && typeof atMs === 'number' ? { atMs, wall } : null;
}

const kinds: ReadonlySet<unknown> = new Set(journalRow.options.map((option) => option.shape.kind.value));
const nameOrNull = z.string().nullable();
const columns = z.object({
  seq: z.number().int(),
  kind: z.custom<RowKind>((kind) => kinds.has(kind)),
  at_ms: z.number(),
  wall: z.string(),
  game: nameOrNull,
  participant: nameOrNull,
  seat: nameOrNull,
  body: z.string(),
  hash: z.string(),
});

/** @throws RecordError `record/damaged` when a column does not hold what it should */
function toRawRow(row: SqlRow): RawRow {
  const parsed = columns.safeParse(row);
  if (!parsed.success) {
    const column = parsed.error.issues[0]?.path.join('.') ?? '?';
    throw new RecordError('record/damaged', `Row ${String(row['seq'])} of the journal is damaged: column ${column}.`);
  }
  const { at_ms: atMs, ...rest } = parsed.data;
  return { ...rest, atMs };
}
