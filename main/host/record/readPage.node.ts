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
const isKind = (value: unknown): value is RowKind => kinds.has(value);
const isNameOrNull = (value: unknown): value is string | null => value === null || typeof value === 'string';

/** By hand, not by a schema: this is done for every row of every journal. @throws RecordError `record/damaged` */
function toRawRow(row: SqlRow): RawRow {
  const { seq, kind, at_ms: atMs, wall, game, participant, seat, body, hash } = row;
  const damaged = (column: string): RecordError =>
    new RecordError('record/damaged', `Row ${String(seq)} of the journal is damaged: column ${column}.`);
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq)) throw damaged('seq');
  if (!isKind(kind)) throw damaged('kind');
  if (typeof atMs !== 'number') throw damaged('at_ms');
  if (typeof wall !== 'string') throw damaged('wall');
  if (!isNameOrNull(game)) throw damaged('game');
  if (!isNameOrNull(participant)) throw damaged('participant');
  if (!isNameOrNull(seat)) throw damaged('seat');
  if (typeof body !== 'string') throw damaged('body');
  if (typeof hash !== 'string') throw damaged('hash');
  return { seq, kind, atMs, wall, game, participant, seat, body, hash };
}
