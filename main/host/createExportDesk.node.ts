import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Ack, ConsoleAcks, ConsolePayload, ConsolePushes } from '../../protocol/message';
import type { RecordRow } from '../../protocol/view';
import { copyMark } from './record/openJournalFile.node';
import type { ExportJob, JournalFile } from './record/openJournal.node';
import { sweepOwnedFolders } from './record/ownedFolder.node';
import { RecordError } from './record/RecordError';
import { refusal } from './stations/refusal';

export type ExportDesk = {
  exportRecord(request: ConsolePayload<'record:export'>): Promise<Ack<ConsoleAcks['record:export']>>;
  /** Breaks the export of a record off, if there is one. */
  cancelExport(record: string): Promise<Ack<object>>;
  /** The file behind a download link, once: the link is used up. */
  takeDownload(id: string): { file: string; name: string } | null;
};

export type ExportDeskDeps = {
  /** Folder of all records. */
  root: string;
  /** The row of a record that can be read. */
  find(record: string): Ack<{ row: RecordRow }>;
  readJournal<T>(folder: string, use: (journal: JournalFile) => Promise<T>): Promise<T>;
  progress(progress: ConsolePushes['console:progress']): void;
};

/** An export that is being made. `job` is null while its journal is being opened. */
type Running = { job: ExportJob | null; isCancelled: boolean };

/** Makes exports of records for the console, one of each record at a time. What a killed host left behind is removed at the start. */
export function createExportDesk({ root, find, readJournal, progress }: ExportDeskDeps): ExportDesk {
  const running = new Map<string, Running>();
  const downloads = new Map<string, { file: string; name: string }>();
  /** Downloads that were fetched: the files go with the next export, when they have surely been sent. */
  const fetched = new Set<string>();
  const downloadFolder = join(root, '.downloads');
  sweepOwnedFolders(tmpdir(), copyMark);
  try {
    // The links to them went with the process that made them.
    rmSync(downloadFolder, { recursive: true, force: true });
  } catch {
    // They do no harm but for their room.
  }

  async function exportTo(request: Parameters<JournalFile['export']>[0], record: string): Promise<void> {
    const mine: Running = { job: null, isCancelled: false };
    running.set(record, mine);
    try {
      await readJournal(request.recordFolder, async (journal) => {
        if (mine.isCancelled) throw new RecordError('record/cancelled', 'It was cancelled. Nothing was written.');
        mine.job = journal.export(request, (now) => progress({ record, ...now }));
        await mine.job.done;
      });
    } finally {
      running.delete(record);
    }
  }

  async function makeDownload(): Promise<{ id: string; file: string }> {
    for (const file of fetched) {
      // One that is still being read somewhere goes the next time.
      await rm(file, { force: true }).then(
        () => fetched.delete(file),
        () => false,
      );
    }
    const id = randomBytes(16).toString('hex');
    await mkdir(downloadFolder, { recursive: true, mode: 0o700 });
    return { id, file: join(downloadFolder, `${id}.zip`) };
  }

  return {
    async exportRecord({ record, target, ...choice }) {
      const found = find(record);
      if (!found.ok) return found;
      const recordFolder = found.row.folder;
      if (running.has(record))
        return refusal('record/exporting', 'This record is being exported just now. Wait for that, or cancel it.');
      try {
        if (target !== null) {
          await exportTo({ recordFolder, target, ...choice }, record);
          return { ok: true, folder: target, download: null };
        }
        const { id, file } = await makeDownload();
        await exportTo({ recordFolder, target: file, ...choice, container: 'zip' }, record);
        downloads.set(id, { file, name: `${basename(recordFolder)}.zip` });
        return { ok: true, folder: null, download: `/download/${id}` };
      } catch (cause) {
        return refusal(
          cause instanceof RecordError && cause.code === 'record/cancelled' ? cause.code : 'record/exportFailed',
          `The export was not made: ${cause instanceof Error ? cause.message : String(cause)}`,
        );
      }
    },
    cancelExport(record) {
      const mine = running.get(record);
      if (mine !== undefined) mine.isCancelled = true;
      mine?.job?.cancel();
      return Promise.resolve({ ok: true });
    },
    takeDownload(id) {
      const found = downloads.get(id) ?? null;
      downloads.delete(id);
      if (found !== null) fetched.add(found.file);
      return found;
    },
  };
}
