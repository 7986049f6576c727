import type { Ack, ConsolePayload, ConsolePushes } from '../../protocol/message';
import type { RecordRow } from '../../protocol/view';
import { startDecrypting, startEncrypting } from './record/locked/startLocking.node';
import { sweepHalfMade } from './record/locked/withRecordAlone.node';
import { RecordError } from './record/RecordError';
import { refusal } from './stations/refusal';

export type LockRequest =
  | { type: 'record:encrypt'; payload: ConsolePayload<'record:encrypt'> }
  | { type: 'record:decrypt'; payload: ConsolePayload<'record:decrypt'> };

/** Encrypts records on this machine's disk, and decrypts them. */
export type LockDesk = { answer(request: LockRequest): Promise<Ack<object>> };

export type LockDeskDeps = {
  /** Folder of all records. */
  root: string;
  rows(): RecordRow[];
  workerFile: string;
  /** Folder of the record that this host has open. */
  openFolder(): string | null;
  progress(progress: ConsolePushes['console:progress']): void;
};

/** What was left half made by one that was killed is gone afterwards. */
export function createLockDesk(deps: LockDeskDeps): LockDesk {
  sweepHalfMade(deps.root);
  return {
    async answer({ type, payload: { record, passphrase } }) {
      const row = deps.rows().find((one) => one.record === record);
      if (!row) return refusal('record/unknown', 'There is no such record on this machine. Reload this page.');
      if (row.folder === deps.openFolder())
        return refusal('record/inUse', 'This session is still open. End it and close it, then encrypt its record.');
      const options = {
        workerFile: deps.workerFile,
        onProgress: (progress: Omit<ConsolePushes['console:progress'], 'record'>) =>
          deps.progress({ record, ...progress }),
      };
      try {
        const start = type === 'record:encrypt' ? startEncrypting : startDecrypting;
        return { ok: true, ...(await start(row.folder, passphrase, options)) };
      } catch (cause) {
        return refusal(
          cause instanceof RecordError ? cause.code : 'record/failed',
          cause instanceof Error ? cause.message : String(cause),
        );
      }
    },
  };
}
