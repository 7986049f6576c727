import type { EventOf, SessionEvent } from '../../../protocol/event';
import type { JournalRow, RowKind, StoredRow, TickBody } from '../../../protocol/journal';

/** A stored row that holds an event; `T` narrows to one type of event. */
export type EventRow<T extends SessionEvent['type'] = SessionEvent['type']> = Extract<StoredRow, { kind: 'event' }> & {
  body: EventOf<T>;
};

/** Which rows to read; what is left out does not restrict. */
export type RowFilter = { kinds?: RowKind[]; game?: string };

/** `bytes`: the size of the journal on disk, what is not yet folded into the main file included. */
export type JournalStats = { rows: number; bytes: number; lastSeq: number };

/** Where a journal stands: `atMs` session time, `wall` ISO 8601 with offset. */
export type JournalEnd = { atMs: number; wall: string };

/**
 * What the operator has to know of the disk, in words ready to show.
 * - `full`: no space; durable appends are refused, others wait in memory; goes on by itself when space appears.
 * - `failed`: a write went wrong; nothing was retried in silence.
 * - `slow`: a row waited for longer than a second; nothing has to be done.
 * - `stalled`: a row has waited for two seconds, and more must not gather in memory.
 * - `overflow`: so much waits in memory that further rows are refused.
 * - `recovered`: all is well again; rows are being written, all that waited included.
 * - `dead`: this journal takes no more rows; the session has to be taken up again.
 */
export type JournalTrouble = {
  kind: 'full' | 'failed' | 'slow' | 'stalled' | 'overflow' | 'recovered' | 'dead';
  message: string;
};

/** The append-only log of one session. Rows keep the order in which they were appended; a read sees all appended before it. */
export type Journal = {
  /**
   * Appends rows, all or none.
   * `durable`: resolves when they (and all before them) are on disk, synced; rejects with a RecordError when they are not,
   * and then they are not in the journal. Otherwise: resolves as soon as they are accepted; they are on disk within 100 ms.
   * Rejects with `record/unwritable` for a value that JSON cannot hold, `record/overflow`, `record/diskFull`,
   * `record/failed`, `record/closed`.
   */
  append(rows: readonly JournalRow[], options: { durable: boolean }): Promise<void>;
  /** Every event, in order. */
  events(): Promise<EventRow[]>;
  /** Streams rows in order of `seq`, in batches; waits for `onBatch` before it reads on. Rows appended meanwhile may be missing. */
  rows(filter: RowFilter, onBatch: (rows: StoredRow[]) => void | Promise<void>): Promise<void>;
  /** All recorded ticks of one episode, in order. */
  ticks(game: string, episode: number): Promise<TickBody[]>;
  /** The latest session time of all rows and the wall time of the last one; null while there are none. */
  last(): Promise<JournalEnd | null>;
  /** Figures as of the last answer of the disk; costs nothing. */
  stats(): JournalStats;
  /** Returns the way to stop listening. */
  onTrouble(listener: (trouble: JournalTrouble) => void): () => void;
  /** Writes what waits, folds everything into one plain file, and lets go of it. A second call does nothing. */
  close(): Promise<void>;
};
