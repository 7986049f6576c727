import type { RecordRow } from '../../../protocol/view';
import type { OutgoingJournal, OutgoingRow } from './Target';

export type SyncValue = string | number | null;
/** What the outbox asks of a SQLite library. Calls block. */
export type SyncDatabase = {
  exec(sql: string): void;
  prepare(sql: string): {
    run(values?: SyncValue[]): void;
    all(values?: SyncValue[]): Record<string, unknown>[];
    finalize(): void;
  };
  close(): void;
};

/** A journal in a file of our own, made of another one's rows: the same chain, the same rows, one plain file after `close`. */
export type JournalCopy = OutgoingJournal & {
  /** Rows that come right after what is there. @throws when they do not */
  append(rows: readonly OutgoingRow[]): void;
  close(): void;
};

/** What syncing needs from the host. All of it runs in the sync worker's thread and may block it. */
export type SyncDeps = {
  /** Opens an existing file as a SQLite database. */
  openDatabase(file: string): SyncDatabase;
  /** Makes this process the only one that works on a file. @returns the way to give it back; null when another has it */
  takeLock(file: string): (() => void) | null;
  /** Opens a journal that nobody writes. It stays as it is. */
  readJournal(journalFile: string): OutgoingJournal & { close(): void };
  /** Opens, or makes, a copy that can grow. */
  openCopy(file: string): JournalCopy;
};

/** A record on this machine's disk. */
export type SyncRecord = {
  /** `<study>/<folder>` */
  record: string;
  folder: string;
  state: RecordRow['state'];
  /** Rows of the journal that this host writes now; null for all others. */
  liveRows: number | null;
};
