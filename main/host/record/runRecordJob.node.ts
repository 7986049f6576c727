import { Worker } from 'node:worker_threads';
import { RecordError } from './RecordError';
import type { RecordJob, RecordJobDone, RecordJobReply, RecordProgress } from './recordMessages';

export type RecordJobOptions = {
  /** Path of the bundled record worker. */
  workerFile: string;
  onProgress?: ((progress: RecordProgress) => void) | undefined;
  /** Breaks the job off, where it can be: it then fails with `record/cancelled`. */
  signal?: AbortSignal;
};

/** Does one job with a record in a thread of its own, where it may block. `take` finds its result. Rejects with its RecordError. */
export function runRecordJob<T extends object>(
  job: RecordJob,
  { workerFile, onProgress, signal }: RecordJobOptions,
  take: (done: RecordJobDone) => T | null,
): Promise<T> {
  const worker = new Worker(workerFile, { workerData: job });
  signal?.addEventListener('abort', () => worker.postMessage('cancel'));
  return new Promise((resolve, reject) => {
    worker.on('message', (reply: RecordJobReply) => {
      if (reply.type === 'progress') return onProgress?.(reply.progress);
      if (reply.type === 'failed') return reject(new RecordError(reply.failure.code, reply.failure.message));
      const result = take(reply);
      if (result !== null) resolve(result);
    });
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('The record worker ended before it was done.')));
  });
}
