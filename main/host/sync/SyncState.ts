import type { SyncProblem, SyncRow } from '../../../protocol/sync';

/** What one target knows of one record. Times are wall clock, ms. */
export type Parcel = {
  record: string;
  running: boolean;
  /** What is to be sent: changes when there is more to send. */
  version: string;
  /** What it is called at the far end. */
  name: string;
  phase: SyncRow['phase'];
  done: number;
  of: number;
  verifiedAtMs: number | null;
  /** Paths at the far end of copies that were begun while the session ran, oldest first; they go when a newer one is there. */
  copies: readonly string[];
  /** Failed attempts since the last success. */
  attempts: number;
  problem: SyncProblem | null;
};

/** Everything that decides what one target does next. */
export type SyncState = {
  parcels: Readonly<Record<string, Parcel>>;
  /** The record that is on its way. */
  sending: string | null;
  /** Attempts that failed in a row, for the backoff. */
  failures: number;
  /** No attempt before this wall time, ms. */
  notBeforeMs: number;
  /** Why nothing works until somebody does something. */
  stopped: SyncProblem | null;
};

export const emptySyncState: SyncState = { parcels: {}, sending: null, failures: 0, notBeforeMs: 0, stopped: null };
