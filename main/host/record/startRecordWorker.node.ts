import { performance } from 'node:perf_hooks';
import type { Worker } from 'node:worker_threads';
import type { EncodedRow } from './encodeRow';
import type { JournalStats, JournalTrouble } from './Journal';
import { RecordError } from './RecordError';
import type {
  Append,
  RecordAnswer,
  RecordFailure,
  RecordProgress,
  RecordQuestion,
  RecordReply,
  RecordRequest,
} from './recordMessages';

type AnswerOf<T extends RecordAnswer['type']> = Extract<RecordAnswer, { type: T }>;
type Asked<T extends RecordAnswer['type']> = { id: number; answer: Promise<AnswerOf<T>> };
type Written = { rows: number; bytes: number; sinceMs: number; resolve(): void; reject(cause: RecordError): void };
type Pending = {
  answer(reply: RecordAnswer): void;
  reject(cause: RecordError): void;
  onProgress(progress: RecordProgress): void;
};

/** Rows that nobody waits for go to the worker together: with many games the messages would cost more than the rows. */
const GATHER_MS = 5;

/** The host's end of the record worker. */
export type RecordWorker = {
  /** Settles when the rows are on disk, or refused. */
  append(rows: EncodedRow[], durable: boolean): Promise<void>;
  ask<T extends RecordAnswer['type']>(
    question: RecordQuestion,
    wanted: T,
    onProgress?: (progress: RecordProgress) => void,
  ): Asked<T>;
  cancel(id: number): void;
  /** What was appended and is not on disk yet; `lagMs`: how long the oldest of it has waited. */
  waiting(): { rows: number; bytes: number; lagMs: number };
  /** Called with how long a row had to wait that has just been written. */
  onWritten(listener: (waitedMs: number) => void): void;
  stats(): JournalStats;
  onTrouble(listener: (trouble: JournalTrouble) => void): void;
  close(): Promise<void>;
};

/** Waits until the worker has its journal open; rejects with its refusal. */
export async function startRecordWorker(worker: Worker): Promise<RecordWorker> {
  const appends = new Map<number, Written>();
  const questions = new Map<number, Pending>();
  const waiting = { rows: 0, bytes: 0 };
  let stats: JournalStats = { rows: 0, bytes: 0, lastSeq: 0 };
  let lastNumber = 0;
  let gone: RecordError | null = null;
  let closing = false;
  let onTrouble: (trouble: JournalTrouble) => void = () => undefined;
  let onWritten: (waitedMs: number) => void = () => undefined;
  let gathered: Append[] = [];
  let gathering: NodeJS.Timeout | null = null;
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));

  function sendGathered(): void {
    if (gathering !== null) clearTimeout(gathering);
    gathering = null;
    if (gathered.length > 0) worker.postMessage({ type: 'append', appends: gathered } satisfies RecordRequest);
    gathered = [];
  }

  /** What was appended before it goes before it. */
  function post(request: Exclude<RecordRequest, { type: 'append' }>): void {
    sendGathered();
    worker.postMessage(request);
  }

  function lagMs(): number {
    const [oldest] = appends.values();
    return oldest === undefined ? 0 : performance.now() - oldest.sinceMs;
  }

  function settle(ticket: number, failure: RecordFailure | null): void {
    const written = appends.get(ticket);
    if (written === undefined) return;
    appends.delete(ticket);
    waiting.rows -= written.rows;
    waiting.bytes -= written.bytes;
    if (failure === null) written.resolve();
    else written.reject(errorOf(failure));
  }

  function receive(reply: Exclude<RecordReply, { type: 'opened' | 'notOpened' }>): void {
    if (reply.type === 'trouble') return onTrouble(reply.trouble);
    if (reply.type === 'settled') {
      stats = reply.stats;
      // In the order in which they came: the first has waited longest.
      const waitedMs = lagMs();
      for (const ticket of reply.tickets) settle(ticket, reply.failure);
      if (reply.failure === null) onWritten(waitedMs);
      return;
    }
    const pending = questions.get(reply.id);
    if (pending === undefined) return;
    if (reply.type === 'progress') return pending.onProgress(reply.progress);
    questions.delete(reply.id);
    if (reply.type === 'failed') pending.reject(errorOf(reply.failure));
    else pending.answer(reply);
  }

  function lose(why: string): void {
    if (gone !== null) return;
    gone = new RecordError('record/closed', why);
    if (!closing) onTrouble({ kind: 'dead', message: why });
    gathered = [];
    for (const pending of questions.values()) pending.reject(gone);
    for (const ticket of [...appends.keys()]) settle(ticket, { code: gone.code, message: why });
    questions.clear();
  }

  const ask: RecordWorker['ask'] = (question, wanted, onProgress = () => undefined) => {
    const id = ++lastNumber;
    const answer = new Promise<AnswerOf<typeof wanted>>((resolve, reject) => {
      if (gone !== null) return reject(gone);
      questions.set(id, {
        answer: (reply) => (isAnswer(reply, wanted) ? resolve(reply) : reject(new Error(`not ${wanted}`))),
        reject,
        onProgress,
      });
      post({ ...question, id });
    });
    return { id, answer };
  };

  stats = await opened(worker);
  worker.on('message', receive);
  worker.on('error', (cause) =>
    lose(`The record worker failed: ${cause.message}. Take the session up again to go on in the same record.`),
  );
  worker.on('exit', () =>
    lose(
      closing
        ? 'The journal is closed.'
        : 'The record worker ended. Take the session up again to go on in the same record.',
    ),
  );
  return {
    append: (rows, durable) => {
      const written = new Promise<void>((resolve, reject) => {
        if (gone !== null) return reject(gone);
        const ticket = ++lastNumber;
        const bytes = rows.reduce((sum, row) => sum + row.body.length, 0);
        appends.set(ticket, { rows: rows.length, bytes, sinceMs: performance.now(), resolve, reject });
        waiting.rows += rows.length;
        waiting.bytes += bytes;
        gathered.push({ ticket, rows, durable, wallMs: Date.now() });
        if (durable) sendGathered();
        else gathering ??= setTimeout(sendGathered, GATHER_MS);
      });
      // Who does not ask for certainty does not wait; what goes wrong is told as trouble.
      written.catch(() => undefined);
      return written;
    },
    ask,
    cancel: (id) => post({ type: 'cancel', id }),
    waiting: () => ({ ...waiting, lagMs: lagMs() }),
    onWritten: (listener) => {
      onWritten = listener;
    },
    stats: () => stats,
    onTrouble: (listener) => {
      onTrouble = listener;
    },
    close: async () => {
      closing = true;
      try {
        if (gone === null) await ask({ type: 'close' }, 'closed').answer;
      } finally {
        await exited;
      }
    },
  };
}

function opened(worker: Worker): Promise<JournalStats> {
  return new Promise((resolve, reject) => {
    const fail = (cause: Error): void => reject(cause);
    worker.once('error', fail);
    worker.once('exit', () => fail(new Error('The record worker ended before the journal was open.')));
    worker.once('message', (reply: RecordReply) => {
      worker.off('error', fail);
      if (reply.type === 'opened') resolve(reply.stats);
      else
        reject(
          reply.type === 'notOpened'
            ? errorOf(reply.failure)
            : new Error(`The record worker began with ${reply.type}.`),
        );
    });
  });
}

function isAnswer<T extends RecordAnswer['type']>(reply: RecordAnswer, type: T): reply is AnswerOf<T> {
  return reply.type === type;
}

const errorOf = ({ code, message }: RecordFailure): RecordError => new RecordError(code, message);
