import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Ack, ConsoleAcks, ConsolePayload, ConsolePushes } from '../../protocol/message';
import type { SyncView } from '../../protocol/sync';
import type { RecordRow } from '../../protocol/view';
import { createExportDesk, type ExportDesk } from './createExportDesk.node';
import { createLockDesk, type LockRequest } from './createLockDesk.node';
import { createPurgeDesk, type PurgeDesk } from './createPurgeDesk.node';
import { createTurns } from './createTurns';
import { listRecords } from './record/listRecords.node';
import { lockedWords } from './record/locked/lockedName';
import { type JournalFile, openJournal } from './record/openJournal.node';
import { RecordError } from './record/RecordError';
import { describeSalvage } from './record/SalvageReport';
import { startSalvage, sweepSalvages } from './record/startSalvage.node';
import { readPayments, writePayments } from './record/payments/paymentList.node';
import { refusal } from './stations/refusal';

export type RecordDesk = ExportDesk & {
  rows(): RecordRow[];
  refresh(): Promise<void>;
  /** The row of a record that can be read, or what to do about one that cannot. */
  find(record: string): Ack<{ row: RecordRow }>;
  /** Lends the journal of a record: the one that is written here now, or one opened to read. */
  readJournal<T>(folder: string, use: (journal: JournalFile) => Promise<T>): Promise<T>;
  exportPayments(request: ConsolePayload<'payment:export'>): Promise<Ack<ConsoleAcks['payment:export']>>;
  /** Of a damaged record, into a new one beside it. */
  salvage(record: string): Promise<Ack<ConsoleAcks['record:salvage']>>;
  /** Encrypts a record, or decrypts it. */
  lock(request: LockRequest): Promise<Ack<object>>;
  /** Deleting records for good. */
  purges: PurgeDesk;
};

export type RecordDeskDeps = {
  /** Folder of all records. */
  root: string;
  workerFile: string;
  /** The journal that this host writes just now, with its record's folder. */
  open(): { folder: string; journal: JournalFile; ended: boolean } | null;
  progress(progress: ConsolePushes['console:progress']): void;
  /** The list was read anew. */
  refreshed(): void;
  /** What is where, as far as is known. */
  copies(): Promise<SyncView>;
  log(line: string): void;
};

/** The records on this machine's disk, and their exports: of the running session through its own journal, of others from a copy. */
export function createRecordDesk(deps: RecordDeskDeps): RecordDesk {
  let rows: RecordRow[] = [];
  /** What an earlier reading saw must not stand after what a later one saw. */
  const inTurn = createTurns();
  sweepSalvages(deps.root);
  const locks = createLockDesk({ ...deps, rows: () => rows, openFolder: () => deps.open()?.folder ?? null });

  async function readJournal<T>(folder: string, use: (journal: JournalFile) => Promise<T>): Promise<T> {
    const open = deps.open();
    const isLive = open?.folder === folder;
    const journal =
      open && isLive
        ? open.journal
        : await openJournal({
            file: join(folder, 'journal.sqlite'),
            create: false,
            readOnly: true,
            workerFile: deps.workerFile,
          });
    try {
      return await use(journal);
    } finally {
      if (!isLive) await journal.close();
    }
  }

  const exports = createExportDesk({ root: deps.root, find, readJournal, progress: deps.progress });

  function findPlain(record: string): Ack<{ row: RecordRow }> {
    const row = rows.find((one) => one.record === record);
    if (!row) return refusal('record/unknown', 'There is no such record on this machine. Reload this page.');
    return row.state === 'locked' ? refusal('record/locked', lockedWords) : { ok: true, row };
  }

  function find(record: string): Ack<{ row: RecordRow }> {
    const found = findPlain(record);
    if (!found.ok) return found;
    const { state, problem } = found.row;
    if (state === 'damaged')
      return refusal(
        'record/damaged',
        `${problem ?? 'It is damaged.'} Choose Salvage… beside it, and take the new record.`,
      );
    return state === 'newer' ? refusal('record/newer', problem ?? 'It was written by a newer version.') : found;
  }

  return {
    rows: () => rows,
    find,
    readJournal,
    refresh: () =>
      inTurn(async () => {
        rows = await listRecords({ root: deps.root, open: deps.open(), workerFile: deps.workerFile });
        deps.refreshed();
      }),
    ...exports,
    async exportPayments({ record, target, details }) {
      const found = find(record);
      if (!found.ok) return found;
      const { row } = found;
      try {
        const { text, ...list } = await readJournal(row.folder, (journal) =>
          readPayments(row.folder, details, journal),
        );
        if (target !== null) await writePayments(text, target, row.folder);
        return { ok: true, text: target === null ? text : null, ...list };
      } catch (cause) {
        return refusal(
          'record/exportFailed',
          `The payment list was not made: ${cause instanceof Error ? cause.message : String(cause)}`,
        );
      }
    },
    async salvage(record) {
      const found = findPlain(record);
      if (!found.ok) return found;
      const { row } = found;
      try {
        const report = await startSalvage({
          recordFolder: row.folder,
          target: nextRunOf(row.folder),
          workerFile: deps.workerFile,
          onProgress: (progress) => deps.progress({ record, ...progress }),
        });
        return { ok: true, folder: report.to, report: describeSalvage(report) };
      } catch (cause) {
        return refusal(
          cause instanceof RecordError ? cause.code : 'record/failed',
          cause instanceof Error ? cause.message : String(cause),
        );
      }
    },
    lock: (request) => locks.answer(request),
    purges: createPurgeDesk({
      root: deps.root,
      rows: () => rows,
      openFolder: () => deps.open()?.folder ?? null,
      copies: deps.copies,
      log: deps.log,
    }),
  };
}

/** The first name of this record that is free: `…_run2`. The salvage refuses to overwrite, should somebody be faster. */
function nextRunOf(folder: string): string {
  const base = folder.replace(/_run\d+$/, '');
  for (let run = 2; ; run += 1) if (!existsSync(`${base}_run${run}`)) return `${base}_run${run}`;
}
