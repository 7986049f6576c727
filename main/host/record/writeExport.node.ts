import {
  chmodSync,
  closeSync,
  copyFileSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { checkExportTarget } from './checkExportTarget.node';
import type { ExportRequest, ExportResult } from './ExportRequest';
import { allLayouts } from './layouts/allLayouts';
import { schemaVersion } from './migrateJournal.node';
import { type OpenedJournal, syncFolder } from './openJournalFile.node';
import { readEvents, streamRows } from './streamRows.node';
import { RecordError } from './RecordError';
import type { RecordProgress } from './recordMessages';
import { allTables } from './tables/allTables';
import { hasCode } from './takeJournalLock.node';
import { foldFacts } from './tables/foldFacts';
import { listFiles, writeChecksums, writeSynced } from './writeChecksums.node';
import { writeParts } from './writeParts.node';
import { zipFolder } from './zipFolder.node';

export type WriteExportDeps = {
  journal: OpenedJournal;
  onProgress(progress: RecordProgress): void;
  /** Lets others have their turn on this thread; rejects when the export was cancelled. */
  pause(): Promise<void>;
};

/**
 * Exports what is in the journal at this moment: built beside the target under another name, synced, and renamed when
 * it is whole. The journal goes on being written meanwhile.
 * @throws RecordError `record/exists`, `record/bad-target`, `record/missing`, `record/cancelled`, `record/damaged`,
 * `record/disk-full`, `record/not-writable`
 */
export async function writeExport(request: ExportRequest, deps: WriteExportDeps): Promise<ExportResult> {
  try {
    return await writeWhole(request, deps);
  } catch (cause) {
    throw inWords(cause, request.target);
  }
}

async function writeWhole(request: ExportRequest, deps: WriteExportDeps): Promise<ExportResult> {
  const target = checkExportTarget(request.target, request.recordFolder);
  const head = deps.journal.head();
  const driver = deps.journal.driver();
  const facts = foldFacts(readEvents(driver, head.seq));
  const layout = allLayouts[request.layout].start({
    facts,
    formats: request.formats,
    bom: request.bom,
    tables: Object.values(allTables).filter((table) => request.tables.includes(table.name)),
    journal: head,
    schemaVersion,
  });
  const studyFolder = join(request.recordFolder, 'study');
  const studyFiles =
    statSync(studyFolder, { throwIfNoEntry: false })?.isDirectory() === true ? listFiles(studyFolder) : [];
  const passes = layout.kinds.length > 0 ? 2 : 1;
  const steps = { done: 0, of: head.seq * passes + studyFiles.length + 2 };
  let told: RecordProgress = { done: 0, of: 0, step: '' };
  const advance = async (by: number, step: string): Promise<void> => {
    steps.done += by;
    if (step !== told.step || (steps.done - told.done) * 500 >= steps.of) {
      told = { ...steps, step };
      deps.onProgress(told);
    }
    await deps.pause();
  };
  const pass = (step: string) => ({ driver, untilSeq: head.seq, advance: (by: number) => advance(by, step) });
  if (layout.kinds.length > 0) await streamRows(layout.kinds, pass('survey'), (rows) => rows.forEach(layout.push));
  const plan = layout.plan();
  const temp = mkdtempSync(`${target}.partial-`);
  const folder = join(temp, 'export');
  mkdirSync(folder, { mode: 0o700 });
  try {
    const rows = await writeParts(folder, plan.parts, facts, { bom: request.bom }, pass('tables'));
    for (const path of studyFiles) {
      if (plan.studyFolder !== null) copySynced(join(studyFolder, path), join(folder, plan.studyFolder, path));
      await advance(1, 'study');
    }
    for (const { path, text } of plan.texts(rows)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true, mode: 0o700 });
      writeSynced(join(folder, path), text);
    }
    await advance(1, 'checksums');
    await writeChecksums(folder, deps.pause);
    const files = listFiles(folder).length;
    await advance(1, request.container === 'zip' ? 'zip' : 'finish');
    const whole = request.container === 'zip' ? join(temp, 'export.zip') : folder;
    if (request.container === 'zip') await zipFolder(folder, whole, basename(request.recordFolder), deps.pause);
    else syncFolders(folder);
    // Nobody else makes this name; if somebody did meanwhile, it is theirs.
    checkExportTarget(request.target, request.recordFolder);
    renameSync(whole, target);
    syncFolder(dirname(target));
    return { target, rows, files };
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
}

/** What the disk refused, told so that one knows what to do. */
function inWords(cause: unknown, target: string): unknown {
  const folder = dirname(target);
  if (hasCode(cause, 'ENOSPC') || hasCode(cause, 'EDQUOT')) {
    return new RecordError(
      'record/disk-full',
      `There is not enough room in ${folder} for this export. Nothing was left behind; free some space there or choose another folder.`,
    );
  }
  if (['EACCES', 'EPERM', 'EROFS'].some((code) => hasCode(cause, code))) {
    return new RecordError(
      'record/not-writable',
      `Nothing can be written to ${folder}. Choose a folder that this user can write to.`,
    );
  }
  return cause;
}

function copySynced(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  copyFileSync(from, to);
  // The frozen study may be read-only; its copy need not be, and syncing needs to write on some systems.
  chmodSync(to, 0o600);
  const handle = openSync(to, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** The names in a folder and in all folders of it. */
function syncFolders(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) syncFolders(join(folder, entry.name));
  }
  syncFolder(folder);
}
