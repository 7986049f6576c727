import type { JournalRow, StoredRow } from '../../../protocol/journal';
import { decodeRow } from './decodeRow';
import { encodeRow } from './encodeRow';
import type { Journal } from './Journal';
import { RecordError } from './RecordError';

/**
 * A journal that is gone with its process, for the tests of others. It holds the same text that the file would hold, so
 * what cannot be stored is refused here too.
 * @param wallNow wall time of a row, ISO 8601 with offset
 */
export function createMemoryJournal(wallNow: () => string = () => '1970-01-01T00:00:00.000+00:00'): Journal {
  const stored: StoredRow[] = [];
  let bytes = 0;
  let closed = false;
  const checkOpen = (): void => {
    if (closed) throw new RecordError('record/closed', 'The journal is closed.');
  };
  const append = (rows: readonly JournalRow[]): void => {
    checkOpen();
    const encoded = rows.map(encodeRow);
    for (const row of encoded) {
      bytes += row.body.length;
      stored.push(decodeRow({ ...row, seq: stored.length + 1, wall: wallNow(), hash: '' }));
    }
  };
  return {
    append: async (rows) => append(rows),
    events: async () => {
      checkOpen();
      return stored.flatMap((row) => (row.kind === 'event' ? [row] : []));
    },
    rows: async ({ kinds, game }, onBatch) => {
      checkOpen();
      const wanted = stored.filter(
        (row) => (kinds === undefined || kinds.includes(row.kind)) && (game === undefined || row.game === game),
      );
      if (wanted.length > 0) await onBatch(wanted);
    },
    ticks: async (game, episode) => {
      checkOpen();
      return stored.flatMap((row) =>
        row.kind === 'tick' && row.game === game && row.body.episode === episode ? [row.body] : [],
      );
    },
    last: async () => {
      checkOpen();
      const row = stored.at(-1);
      return row === undefined ? null : { atMs: Math.max(...stored.map(({ atMs }) => atMs)), wall: row.wall };
    },
    stats: () => ({ rows: stored.length, bytes, lastSeq: stored.length }),
    onTrouble: () => () => undefined,
    close: async () => {
      closed = true;
    },
  };
}
