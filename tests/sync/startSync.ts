import { expect } from 'vitest';
import type { SyncRow, SyncTargetView, SyncView } from '../../protocol/sync';
import type { OutgoingRow } from '../../main/host/sync/Target';
import { startSyncWorker, type SyncWorker } from '../../main/host/sync/startSyncWorker.node';

export type TestSync = SyncWorker & {
  notices: string[];
  target(name?: string): SyncTargetView | undefined;
  row(record: string): SyncRow | undefined;
  /** Waits until every record of every target is there. */
  allThere(count: number, timeoutMs?: number): Promise<void>;
};

/** The worker as the host has it, with what it says. */
export async function startSync(
  dataDir: string,
  workerFile: string,
  liveRows: (record: string, afterSeq: number, limit: number) => Promise<OutgoingRow[] | null> = () =>
    Promise.resolve(null),
): Promise<TestSync> {
  const notices: string[] = [];
  let view: SyncView = { targets: [] };
  const worker = await startSyncWorker({
    dataDir,
    workerFile,
    liveRows,
    changed: (next) => (view = next),
    notice: (message) => notices.push(message),
  });
  const target = (name?: string) => view.targets.find((one) => name === undefined || one.name === name);
  return {
    ...worker,
    notices,
    target,
    row: (record) => target()?.rows.find((row) => row.record === record),
    async allThere(count, timeoutMs = 30_000) {
      await expect
        .poll(() => view.targets.flatMap(({ rows }) => rows).filter(({ phase }) => phase === 'there').length, {
          timeout: timeoutMs,
        })
        .toBe(count);
    },
  };
}
