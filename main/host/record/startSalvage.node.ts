import { Worker } from 'node:worker_threads';
import { RecordError } from './RecordError';
import type { RecordProgress, RecordReply, RecordWorkerData } from './recordMessages';
import type { SalvageReport } from './SalvageReport';

export type SalvageOptions = {
  recordFolder: string;
  /** Folder to make; it must not exist. */
  target: string;
  /** Path of the bundled record worker. */
  workerFile: string;
  onProgress?: ((progress: RecordProgress) => void) | undefined;
};

/** Salvages a damaged record in a thread of its own: see `salvageRecord`. Rejects with its RecordError. */
export function startSalvage({ recordFolder, target, workerFile, onProgress }: SalvageOptions): Promise<SalvageReport> {
  const workerData: RecordWorkerData = { mode: 'salvage', recordFolder, target };
  const worker = new Worker(workerFile, { workerData });
  return new Promise((resolve, reject) => {
    worker.on('message', (reply: RecordReply) => {
      if (reply.type === 'progress') onProgress?.(reply.progress);
      if (reply.type === 'salvaged') resolve(reply.report);
      if (reply.type === 'failed') reject(new RecordError(reply.failure.code, reply.failure.message));
    });
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('The record worker ended before it was done.')));
  });
}
