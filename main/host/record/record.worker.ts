import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import { checkJournal } from './checkJournal.node';
import { createJournalWriter } from './createJournalWriter.node';
import type { DatasetRequest } from './dataset/DatasetRequest';
import { writeDataset } from './dataset/writeDataset.node';
import type { ExportResult } from './ExportRequest';
import { formatWall } from './formatWall';
import { breakSeal, type JournalSeal, writeSeal } from './journalSeal.node';
import type { JournalStats } from './Journal';
import { type OpenedJournal, openJournalFile, readHead } from './openJournalFile.node';
import { readScalar } from './openSqlite.node';
import { probeDisk } from './probeDisk.node';
import { readEnd, readPage } from './readPage.node';
import { decryptRecord } from './locked/decryptRecord.node';
import { encryptRecord } from './locked/encryptRecord.node';
import { RecordError } from './RecordError';
import {
  type RecordAnswer,
  type RecordFailure,
  type RecordJob,
  type RecordJobReply,
  type RecordProgress,
  type RecordReply,
  type RecordRequest,
  type RecordWorkerData,
  recordWorkerData,
} from './recordMessages';
import { salvageRecord } from './salvageRecord.node';
import { writeExport } from './writeExport.node';

/** The thread that owns one journal: nothing else in the program touches its file. */
const port = parentPort;
if (port === null) throw new Error('record.worker runs as a worker thread only.');
const post = (reply: RecordReply): void => port.postMessage(reply);
const job = recordWorkerData.parse(workerData);

/** Lets messages come in. */
const next = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const cancelled = (): RecordError =>
  new RecordError('record/cancelled', 'The export was cancelled. Nothing was written.');

function serve(journal: OpenedJournal, { file, mode }: Exclude<RecordWorkerData, RecordJob>): void {
  let lastSeq = journal.head().seq;
  const writer = createJournalWriter({
    journal,
    probe: (bytes) => probeDisk(dirname(file), bytes),
    wallOf: (wallMs) => formatWall(wallMs, -new Date(wallMs).getTimezoneOffset()),
    nowMs: () => performance.now(),
    onSettled: (tickets, error, head) => {
      lastSeq = head.seq;
      post({ type: 'settled', tickets, failure: error === null ? null : failureOf(error), stats: stats() });
    },
    onTrouble: (trouble) => post({ type: 'trouble', trouble }),
  });
  const unwanted = new Set<number>();

  function stats(): JournalStats {
    return { rows: lastSeq, bytes: sizeOf(journal.file) + sizeOf(`${journal.file}-wal`), lastSeq };
  }

  async function answer(request: Exclude<RecordRequest, { type: 'append' | 'cancel' }>): Promise<RecordAnswer> {
    const { id } = request;
    if (request.type === 'close') {
      close();
      return { type: 'closed', id };
    }
    writer.flush();
    if (request.type === 'page') return { type: 'page', id, rows: readPage(journal.driver(), request.query) };
    if (request.type === 'last') return { type: 'last', id, end: readEnd(journal.driver()) };
    const onProgress = (progress: RecordProgress): void => post({ type: 'progress', id, progress });
    if (request.type === 'check') {
      return { type: 'checked', id, check: await checkJournal(journal.driver(), lastSeq, onProgress, next) };
    }
    const pause = async (): Promise<void> => {
      await next();
      if (unwanted.delete(id)) throw cancelled();
    };
    return { type: 'exported', id, result: await writeExport(request.request, { journal, onProgress, pause }) };
  }

  function makeSeal(): JournalSeal {
    const { seq, hash } = readHead(journal.driver());
    const ended =
      readScalar(
        journal.driver(),
        "SELECT count(*) FROM journal WHERE kind = 'event' AND json_extract(body, '$.type') = 'sessionEnded'",
      ) !== 0;
    return { rows: seq, lastHash: hash, ended };
  }

  function close(): void {
    let seal: JournalSeal;
    try {
      writer.end();
      seal = makeSeal();
    } finally {
      // Also a journal that cannot be read any more is given back: it is to be opened anew.
      journal.close();
    }
    if (mode === 'read') return;
    try {
      writeSeal(file, seal);
    } catch {
      // A full disk has no room for it; who finds no seal reads the journal instead.
    }
  }

  port?.on('message', (request: RecordRequest) => {
    if (request.type === 'append') return request.appends.forEach((one) => writer.append(one));
    if (request.type === 'cancel') return void unwanted.add(request.id);
    void answer(request)
      .then(
        (reply) => post(reply),
        (cause: unknown) => post({ type: 'failed', id: request.id, failure: failureOf(cause) }),
      )
      .then(() => {
        // Whether or not it went well: this thread is done, and the host waits for its end.
        if (request.type === 'close') port.close();
      });
  });
  post({ type: 'opened', stats: stats() });
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function failureOf(cause: unknown): RecordFailure {
  if (cause instanceof RecordError) return { code: cause.code, message: cause.message };
  return { code: 'record/failed', message: cause instanceof Error ? cause.message : String(cause) };
}

/** The only thing that this thread does then. */
async function runJob(one: RecordJob): Promise<void> {
  const tell = (reply: RecordJobReply): void => port?.postMessage(reply);
  const onProgress = (progress: RecordProgress): void => tell({ type: 'progress', progress });
  try {
    if (one.mode === 'salvage')
      tell({ type: 'salvaged', report: salvageRecord(one.recordFolder, one.target, onProgress) });
    if (one.mode === 'encrypt') tell({ type: 'encrypted', ...(await encryptRecord({ ...one, onProgress })) });
    if (one.mode === 'decrypt') tell({ type: 'decrypted', ...(await decryptRecord({ ...one, onProgress })) });
    if (one.mode === 'dataset') tell({ type: 'exported', result: await exportDataset(one.request, onProgress) });
  } catch (cause) {
    tell({ type: 'failed', failure: failureOf(cause) });
  }
  port?.close();
}

/** Any message breaks it off. */
function exportDataset(request: DatasetRequest, onProgress: (progress: RecordProgress) => void): Promise<ExportResult> {
  let isWanted = true;
  port?.on('message', () => (isWanted = false));
  const pause = async (): Promise<void> => {
    await next();
    if (!isWanted) throw cancelled();
  };
  return writeDataset(request, { onProgress, pause });
}

function open(owned: Exclude<RecordWorkerData, RecordJob>): void {
  try {
    const journal = openJournalFile(owned.file, owned.mode, owned.lockToken);
    if (owned.mode === 'continue') breakSeal(owned.file);
    serve(journal, owned);
  } catch (cause) {
    post({ type: 'notOpened', failure: failureOf(cause) });
    port?.close();
  }
}

if (job.mode === 'salvage' || job.mode === 'encrypt' || job.mode === 'decrypt' || job.mode === 'dataset')
  void runJob(job);
else open(job);
