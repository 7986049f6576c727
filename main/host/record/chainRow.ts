import type { RawRow } from './decodeRow';

/** The hash before the first row. */
export const chainStart = '0'.repeat(64);

/**
 * Links a row to the one before it: SHA-256 over the previous hash followed by the JSON list
 * [seq, kind, at_ms, wall, game, participant, seat, body], where body is the stored text as one string.
 * A changed, missing or moved row breaks every link after it.
 * @param previous hash of the row before (64 hex digits), `chainStart` for the first
 * @param sha256 hashes a text's UTF-8 to lower-case hex
 */
export function chainRow(previous: string, row: Omit<RawRow, 'hash'>, sha256: (text: string) => string): string {
  const { seq, kind, atMs, wall, game, participant, seat, body } = row;
  return sha256(previous + JSON.stringify([seq, kind, atMs, wall, game, participant, seat, body]));
}
