import type { Ack } from '../../../protocol/message';
import type { SyncTarget, SyncView } from '../../../protocol/sync';
import type { SyncRecord } from './SyncDeps';
import type { OutgoingRow } from './Target';

/** What the sync worker is started with: the folder of all records. */
export type SyncWorkerData = { dataDir: string };

export type SyncQuestion =
  /** Adds a target, or changes one of this name. `secret` null: as it is. `sealed`: the same, encrypted for keeping. */
  | { do: 'keepTarget'; target: SyncTarget; secret: string | null; sealed: string | null }
  | { do: 'removeTarget'; name: string }
  /** Tries a target without keeping anything. `secret` null: the one that a target of this name has. */
  | { do: 'testTarget'; target: SyncTarget; secret: string | null }
  /** Gives passwords, by the name of the target. `from`: whether they will be there again after a restart. */
  | { do: 'unlock'; secrets: Record<string, string>; from: 'kept' | 'session' }
  | { do: 'syncNow' }
  | { do: 'close' };

/** Host → sync worker. `id` comes back with the answer. */
export type SyncRequest =
  | (SyncQuestion & { id: number })
  /** All records there are, as they are now. */
  | { do: 'showRecords'; records: SyncRecord[] }
  | { do: 'giveRows'; rowsId: number; rows: OutgoingRow[] | null };

/** Sync worker → host. */
export type SyncReply =
  /** `sealed`: passwords as they were kept, by target. */
  | { type: 'opened'; sealed: Record<string, string> }
  | { type: 'notOpened'; message: string }
  | { type: 'answer'; id: number; ack: Ack<object> }
  | { type: 'view'; view: SyncView }
  /** Something that needs the operator; told once. */
  | { type: 'notice'; message: string }
  | { type: 'askRows'; rowsId: number; record: string; afterSeq: number; limit: number };
