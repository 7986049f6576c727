import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import type { StoredRow } from '../../../protocol/journal';
import { createTroubleTeller } from './createTroubleTeller';
import { decodeRow, type RawRow } from './decodeRow';
import { encodeRow } from './encodeRow';
import type { ExportRequest, ExportResult } from './ExportRequest';
import type { Journal, JournalTrouble, RowFilter } from './Journal';
import type { JournalCheck } from './JournalCheck';
import { RecordError } from './RecordError';
import type { PageQuery, RecordProgress, RecordWorkerData } from './recordMessages';
import { startRecordWorker } from './startRecordWorker.node';
import { dropLock, newLockToken } from './takeJournalLock.node';
import { watchLag } from './watchLag.node';

export type OpenJournalOptions = {
  /** Path of the journal. */
  file: string;
  /** A new journal; otherwise an existing one is gone on with. */
  create: boolean;
  /** Path of the bundled record worker (dist/host/record.cjs). */
  workerFile: string;
  /** Reads from a private copy: the record itself stays as it is, also on a read-only disk. Appends are refused. */
  readOnly?: boolean;
};

/** A journal in a file, and the long jobs that its worker does on it. */
export type JournalFile = Journal & {
  /** Rows as they stand in the table, for a copy that is the same: at most `limit` after `afterSeq`. */
  rawRows(afterSeq: number, limit: number): Promise<RawRow[]>;
  /** Integrity of the file and of the chain of hashes. */
  check(onProgress?: (progress: RecordProgress) => void): Promise<JournalCheck>;
  /** Exports what was appended up to now, while appending goes on. `cancel` leaves nothing behind. */
  export(request: ExportRequest, onProgress?: (progress: RecordProgress) => void): ExportJob;
};
export type ExportJob = { done: Promise<ExportResult>; cancel(): void };

/** Of workers that have ended. A disk that was away at that moment still has the lock of one. */
const endedTokens = new Set<string>();

function dropEnded(journalFile: string): void {
  try {
    dropLock(journalFile, endedTokens);
  } catch {
    // Whoever opens the journal next tries again, and is told what is wrong with the disk.
  }
}

const pageSize = 500;
/** Minutes of play of a full room: a disk that is behind by more is no disk to record on. */
const waitAtMost = { rows: 20_000, bytes: 32 * 2 ** 20 };

/**
 * Opens a journal in a worker thread of its own.
 * @throws RecordError `record/exists`, `record/missing`, `record/inUse`, `record/notAJournal`, `record/newer`,
 * `record/damaged`, `record/notWritable`
 */
export async function openJournal(options: OpenJournalOptions): Promise<JournalFile> {
  const mode = options.readOnly === true ? 'read' : options.create ? 'create' : 'continue';
  const workerData: RecordWorkerData = { file: options.file, mode, lockToken: newLockToken() };
  dropEnded(options.file);
  const thread = new Worker(options.workerFile, { workerData });
  // Before anybody else hears of its end: a thread that died has given nothing back, and who opens next must get in. Who reads
  // takes no lock.
  if (mode !== 'read')
    thread.once('exit', () => {
      endedTokens.add(workerData.lockToken);
      dropEnded(options.file);
    });
  const worker = await startRecordWorker(thread);
  const listeners = new Set<(trouble: JournalTrouble) => void>();
  const tell = (trouble: JournalTrouble): void => listeners.forEach((listener) => listener(trouble));
  const teller = createTroubleTeller(tell);
  worker.onTrouble(teller.fromWriter);
  // While the writer knows why rows wait, that is the word to give.
  const lag = watchLag({
    lagMs: () => (teller.isWriterTroubled() ? 0 : worker.waiting().lagMs),
    nowMs: () => performance.now(),
    tell: teller.fromWatch,
  });
  worker.onWritten((waitedMs) => {
    if (!teller.isWriterTroubled()) lag.see(waitedMs);
    if (overflowTold && hasRoom()) {
      overflowTold = false;
      tell({ kind: 'recovered', message: 'The record is being written again.' });
    }
  });
  let closing: Promise<void> | null = null;
  let overflowTold = false;

  async function* pages(query: Omit<PageQuery, 'afterSeq' | 'limit'>): AsyncGenerator<StoredRow[]> {
    for (let afterSeq = 0; ; ) {
      const answer = await worker.ask({ type: 'page', query: { ...query, afterSeq, limit: pageSize } }, 'page').answer;
      const last = answer.rows.at(-1);
      if (last === undefined) return;
      yield answer.rows.map(decodeRow);
      if (answer.rows.length < pageSize) return;
      afterSeq = last.seq;
    }
  }

  function hasRoom(): boolean {
    const { rows, bytes } = worker.waiting();
    return rows < waitAtMost.rows && bytes < waitAtMost.bytes;
  }

  function checkRoom(): void {
    if (hasRoom()) return;
    const message = `The disk is too slow: ${worker.waiting().rows} rows wait to be written. Further ones are refused. Free the disk, or end the session.`;
    if (!overflowTold) tell({ kind: 'overflow', message });
    overflowTold = true;
    throw new RecordError('record/overflow', message);
  }

  return {
    append: async (rows, { durable }) => {
      if (mode === 'read') throw new RecordError('record/closed', 'This journal is open for reading only.');
      if (closing !== null) throw new RecordError('record/closed', 'The journal is closed.');
      checkRoom();
      const written = worker.append(rows.map(encodeRow), durable);
      if (durable) await written;
    },
    events: async () => {
      const events = [];
      for await (const page of pages({ kinds: ['event'] })) {
        for (const row of page) if (row.kind === 'event') events.push(row);
      }
      return events;
    },
    rows: async (filter: RowFilter, onBatch) => {
      for await (const page of pages(filter)) await onBatch(page);
    },
    ticks: async (game, episode) => {
      const ticks = [];
      for await (const page of pages({ kinds: ['tick'], game, episode })) {
        for (const row of page) if (row.kind === 'tick') ticks.push(row.body);
      }
      return ticks;
    },
    last: async () => (await worker.ask({ type: 'last' }, 'last').answer).end,
    stats: worker.stats,
    onTrouble: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    rawRows: async (afterSeq, limit) =>
      (await worker.ask({ type: 'page', query: { afterSeq, limit } }, 'page').answer).rows,
    check: async (onProgress) => (await worker.ask({ type: 'check' }, 'checked', onProgress).answer).check,
    export: (request, onProgress) => {
      const asked = worker.ask({ type: 'export', request }, 'exported', onProgress);
      return { done: asked.answer.then((answer) => answer.result), cancel: () => worker.cancel(asked.id) };
    },
    close: () => {
      lag.stop();
      closing ??= worker.close();
      return closing;
    },
  };
}
