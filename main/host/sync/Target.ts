/** A file on this disk that does not change while it is sent. */
export type OutgoingFile = {
  /** Path at the far end, below the record's name, with `/`; legal everywhere. */
  path: string;
  /** On this disk. */
  file: string;
  size: number;
  /** Lower-case hex. */
  sha256: string;
};

/** A row of a journal as it stands in the table, `body` as JSON text. */
export type OutgoingRow = {
  seq: number;
  kind: string;
  atMs: number;
  wall: string;
  game: string | null;
  participant: string | null;
  seat: string | null;
  body: string;
  hash: string;
};

/** A journal to read in order; all there is at the time of opening. */
export type OutgoingJournal = {
  rows: number;
  /** At most `limit` rows after `afterSeq`. Blocks. */
  page(afterSeq: number, limit: number): OutgoingRow[];
};

/** One record on its way. */
export type Outgoing = {
  record: string;
  /** What to call it at the far end. */
  name: string;
  /** A copy of a session that has not ended. */
  running: boolean;
  /** Far-end paths of earlier copies of the running session, to be removed once this one is there. */
  replaces: readonly string[];
  /** Told before a copy of a running session is put at this far-end path, which the next one then replaces. */
  copyBegun(path: string): void;
  /** The record's files; of a running session, a consistent copy of its journal. The last one says that the others are all. */
  files(): Promise<OutgoingFile[]>;
  journal(): Promise<OutgoingJournal>;
};

/** A place that keeps copies. Everything rejects with a SendError, in words. */
export type Target = {
  /** Whether it could take something now: reaches it, may write, leaves nothing behind. */
  test(): Promise<void>;
  /**
   * Resolves when all of it is there and was verified there. What is there already is not sent again. Never changes what it
   * did not write itself.
   */
  send(outgoing: Outgoing, moved: (done: number, of: number) => void): Promise<void>;
  /** Breaks off what is under way: it rejects. */
  close(): Promise<void>;
};
