import type { JournalRow, RowKind } from '../../../protocol/journal';
import { encodeJson } from './encodeJson';
import { RecordError } from './RecordError';

/** A row as text: what crosses to the worker and what stands in the columns of the table. */
export type EncodedRow = {
  kind: RowKind;
  /** Session time, ms. */
  atMs: number;
  game: string | null;
  participant: string | null;
  seat: string | null;
  /** JSON. */
  body: string;
};

/**
 * Turns a row into the text that is stored.
 * @throws RecordError `record/unwritable` for what would not come back as it was
 */
export function encodeRow(row: JournalRow): EncodedRow {
  if (!Number.isFinite(row.atMs)) throw new RecordError('record/unwritable', `atMs is ${row.atMs}.`);
  return {
    kind: row.kind,
    // -0 is no time of its own, and SQLite does not keep it.
    atMs: row.atMs + 0,
    game: checkName(row.game, 'game'),
    participant: checkName(row.participant, 'participant'),
    seat: checkName(row.seat, 'seat'),
    body: encodeJson(row.body),
  };
}

/** SQLite cuts text at NUL, and UTF-8 has no lone surrogates. */
function checkName(name: string | null, field: string): string | null {
  if (name === null) return null;
  if (name.includes('\0')) throw new RecordError('record/unwritable', `${field} has a NUL character in it.`);
  if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(name)) {
    throw new RecordError('record/unwritable', `${field} has half a character (a lone surrogate) in it.`);
  }
  return name;
}
