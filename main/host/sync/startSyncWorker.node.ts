import { Worker } from 'node:worker_threads';
import type { Ack } from '../../../protocol/message';
import type { SyncView } from '../../../protocol/sync';
import type { SyncRecord } from './SyncDeps';
import type { SyncQuestion, SyncReply, SyncRequest, SyncWorkerData } from './syncMessages';
import type { OutgoingRow } from './Target';

export type SyncWorkerDeps = SyncWorkerData & {
  /** Path of the bundled sync worker (dist/host/sync.cjs). */
  workerFile: string;
  /** Rows of a journal that this process writes; null when it does not. */
  liveRows(record: string, afterSeq: number, limit: number): Promise<OutgoingRow[] | null>;
  changed(view: SyncView): void;
  notice(message: string): void;
};

/** The host's end of the sync worker. */
export type SyncWorker = {
  /** Passwords as they were kept, encrypted, by target. */
  sealed: Record<string, string>;
  ask(question: SyncQuestion): Promise<Ack<object>>;
  showRecords(records: SyncRecord[]): void;
  view(): SyncView;
  close(): Promise<void>;
};

/** Waits until the worker has the outbox open; rejects with its refusal, in words. */
export async function startSyncWorker(deps: SyncWorkerDeps): Promise<SyncWorker> {
  const { dataDir } = deps;
  const worker = new Worker(deps.workerFile, { workerData: { dataDir } satisfies SyncWorkerData });
  const post = (request: SyncRequest): void => worker.postMessage(request);
  const questions = new Map<number, (ack: Ack<object>) => void>();
  let view: SyncView = { targets: [] };
  let lastId = 0;
  let gone: string | null = null;
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));

  const opened = new Promise<Record<string, string>>((resolve, reject) => {
    worker.on('message', (reply: SyncReply) => {
      switch (reply.type) {
        case 'opened':
          return resolve(reply.sealed);
        case 'notOpened':
          return reject(new Error(reply.message));
        case 'answer':
          questions.get(reply.id)?.(reply.ack);
          return void questions.delete(reply.id);
        case 'view':
          view = reply.view;
          return deps.changed(view);
        case 'notice':
          return deps.notice(reply.message);
        case 'askRows':
          return void deps
            .liveRows(reply.record, reply.afterSeq, reply.limit)
            .catch(() => null)
            .then((rows) => post({ do: 'giveRows', rowsId: reply.rowsId, rows }));
      }
    });
    const lose = (message: string): void => {
      gone = message;
      reject(new Error(message));
      for (const answer of questions.values()) answer({ ok: false, error: { code: 'sync/gone', message } });
      questions.clear();
    };
    worker.once('error', (cause) => {
      lose(`Syncing has failed: ${cause.message}. Start Cubicle again to go on; nothing is lost.`);
      deps.notice(gone ?? '');
    });
    worker.once('exit', () => lose('Syncing has ended.'));
  });

  const ask: SyncWorker['ask'] = (question) =>
    new Promise((resolve) => {
      if (gone !== null) return resolve({ ok: false, error: { code: 'sync/gone', message: gone } });
      const id = ++lastId;
      questions.set(id, resolve);
      post({ ...question, id });
    });

  const sealed = await opened;
  return {
    sealed,
    ask,
    showRecords: (records) => post({ do: 'showRecords', records }),
    view: () => view,
    async close() {
      await ask({ do: 'close' });
      await exited;
    },
  };
}
