import { journalRow, type StoredRow } from '../../../protocol/journal';
import type { EncodedRow } from './encodeRow';
import { RecordError } from './RecordError';

/** A row as it stands in the table: the encoded row and what the journal added. */
export type RawRow = EncodedRow & {
  seq: number;
  /** ISO 8601 with the UTC offset. */
  wall: string;
  /** SHA-256 of the row chained to the one before, lower-case hex. */
  hash: string;
};

/**
 * Turns stored text back into a row.
 * @throws RecordError `record/damaged` naming the row, when it is not what this version writes
 */
export function decodeRow(raw: RawRow): StoredRow {
  const { seq, wall, kind, atMs, game, participant, seat } = raw;
  const parsed = journalRow.safeParse({ kind, atMs, game, participant, seat, body: parseBody(raw) });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue === undefined ? '' : ` (${issue.path.join('.')}: ${issue.message})`;
    throw new RecordError(
      'record/damaged',
      `Row ${seq} of the journal is no ${kind} as this version knows it${where}.`,
    );
  }
  return { ...parsed.data, seq, wall };
}

function parseBody(raw: RawRow): unknown {
  try {
    return JSON.parse(raw.body);
  } catch {
    throw new RecordError('record/damaged', `Row ${raw.seq} of the journal is not readable: its body is no JSON.`);
  }
}
