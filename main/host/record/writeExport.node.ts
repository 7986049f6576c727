import { mkdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { copyStudyFile, findStudyFiles } from './copyStudy.node';
import { estimateExportBytes } from './estimateExportBytes';
import type { ExportRequest, ExportResult } from './ExportRequest';
import { allLayouts } from './layouts/allLayouts';
import { schemaVersion } from './migrateJournal.node';
import type { OpenedJournal } from './openJournalFile.node';
import type { RecordProgress } from './recordMessages';
import { readEvents, streamRows } from './streamRows.node';
import { allTables } from './tables/allTables';
import { foldFacts } from './tables/foldFacts';
import { writeSynced } from './writeChecksums.node';
import { writeParts } from './writeParts.node';
import { writeStaged } from './writeStaged.node';

export type WriteExportDeps = {
  journal: OpenedJournal;
  onProgress(progress: RecordProgress): void;
  /** Lets others have their turn on this thread; rejects when the export was cancelled. */
  pause(): Promise<void>;
};

/**
 * Exports what is in the journal at this moment, whole or not at all. The journal goes on being written meanwhile.
 * @throws RecordError `record/exists`, `record/badTarget`, `record/missing`, `record/cancelled`, `record/damaged`,
 * `record/diskFull`, `record/notWritable`
 */
export async function writeExport(request: ExportRequest, deps: WriteExportDeps): Promise<ExportResult> {
  const { recordFolder } = request;
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
  const studyFiles = findStudyFiles(recordFolder);
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
  let rows: Record<string, number> = {};

  async function build(folder: string): Promise<void> {
    if (layout.kinds.length > 0) await streamRows(layout.kinds, pass('survey'), (some) => some.forEach(layout.push));
    const plan = layout.plan();
    rows = await writeParts(folder, plan.parts, facts, { bom: request.bom }, pass('tables'));
    for (const path of studyFiles) {
      if (plan.studyFolder !== null) copyStudyFile(recordFolder, path, join(folder, plan.studyFolder, path));
      await advance(1, 'study');
    }
    for (const { path, text } of plan.texts(rows)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true, mode: 0o700 });
      writeSynced(join(folder, path), text);
    }
  }

  const { target, container } = request;
  const needsBytes = estimateExportBytes(statSync(deps.journal.file).size, request);
  const stage = { target, container, needsBytes, zipName: basename(recordFolder), recordFolders: [recordFolder] };
  const written = await writeStaged({ ...stage, advance, pause: deps.pause }, build);
  return { ...written, rows };
}
