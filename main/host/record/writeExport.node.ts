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
import type { ExportTable } from '../../../protocol/journal';
import { checkExportTarget } from './checkExportTarget.node';
import { dataDictionary } from './dataDictionary';
import { decodeRow } from './decodeRow';
import { describeExport } from './describeExport';
import type { ExportRequest, ExportResult } from './ExportRequest';
import type { EventRow } from './Journal';
import { schemaVersion } from './migrateJournal.node';
import { type OpenedJournal, syncFolder } from './openJournalFile.node';
import { readPage } from './readPage.node';
import type { PageQuery, RecordProgress } from './recordMessages';
import { allTables } from './tables/allTables';
import { foldFacts } from './tables/foldFacts';
import type { SessionFacts } from './tables/SessionFacts';
import type { Table } from './tables/Table';
import { listFiles, writeChecksums, writeSynced } from './writeChecksums.node';
import { writeTable } from './writeTable.node';
import { zipFolder } from './zipFolder.node';

const pageSize = 500;

export type WriteExportDeps = {
  journal: OpenedJournal;
  onProgress(progress: RecordProgress): void;
  /** Lets others have their turn on this thread; rejects when the export was cancelled. */
  pause(): Promise<void>;
};

/**
 * Exports what is in the journal at this moment: built beside the target under another name, synced, and renamed when
 * it is whole. The journal goes on being written meanwhile.
 * @throws RecordError `record/exists`, `record/bad-target`, `record/missing`, `record/cancelled`, `record/damaged`
 */
export async function writeExport(request: ExportRequest, deps: WriteExportDeps): Promise<ExportResult> {
  const target = checkExportTarget(request.target, request.recordFolder);
  const head = deps.journal.head();
  const facts = foldFacts(readEvents(deps.journal, head.seq));
  const tables = Object.values(allTables).filter((table) => request.tables.includes(table.name));
  const studyFolder = join(request.recordFolder, 'study');
  const studyFiles =
    statSync(studyFolder, { throwIfNoEntry: false })?.isDirectory() === true ? listFiles(studyFolder) : [];
  const steps = { done: 0, of: (head.seq + 1) * tables.length + studyFiles.length + 2 };
  const advance = async (by: number, step: string): Promise<void> => {
    steps.done += by;
    deps.onProgress({ ...steps, step });
    await deps.pause();
  };
  const temp = mkdtempSync(`${target}.partial-`);
  const folder = join(temp, 'export');
  mkdirSync(folder, { mode: 0o700 });
  try {
    const rows: Partial<Record<ExportTable, number>> = {};
    for (const table of tables) {
      rows[table.name] = await exportTable(folder, table, request, facts, head.seq, deps, advance);
    }
    for (const path of studyFiles) {
      copySynced(join(studyFolder, path), join(folder, 'study', path));
      await advance(1, 'study');
    }
    const { formats } = request;
    writeSynced(join(folder, 'DATA_DICTIONARY.json'), toText(dataDictionary(tables, formats, facts)));
    writeSynced(join(folder, 'README.txt'), describeExport(tables, formats, facts));
    writeSynced(join(folder, 'manifest.json'), toText({ ...describe(facts), journal: head, formats, rows }));
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

async function exportTable(
  folder: string,
  table: Table,
  request: ExportRequest,
  facts: SessionFacts,
  untilSeq: number,
  deps: WriteExportDeps,
  advance: (by: number, step: string) => Promise<void>,
): Promise<number> {
  const sink = writeTable(folder, table, table.columns(facts), request.formats);
  try {
    if (table.from === 'events') {
      sink.write(table.project(facts));
      await advance(untilSeq + 1, table.name);
    } else {
      const projection = table.start(facts);
      let reached = 0;
      for (const page of pagesOf(deps.journal, { kinds: table.kinds, untilSeq })) {
        sink.write(page.flatMap((raw) => projection.push(decodeRow(raw))));
        const last = page.at(-1)?.seq ?? reached;
        await advance(last - reached, table.name);
        reached = last;
      }
      sink.write(projection.end());
      await advance(untilSeq + 1 - reached, table.name);
    }
  } finally {
    sink.close();
  }
  return sink.count();
}

function* pagesOf(
  journal: OpenedJournal,
  query: Omit<PageQuery, 'afterSeq' | 'limit'>,
): Generator<ReturnType<typeof readPage>> {
  for (let afterSeq = 0; ; ) {
    const page = readPage(journal.driver(), { ...query, afterSeq, limit: pageSize });
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    afterSeq = last.seq;
  }
}

function readEvents(journal: OpenedJournal, untilSeq: number): EventRow[] {
  const events: EventRow[] = [];
  for (const page of pagesOf(journal, { kinds: ['event'], untilSeq })) {
    for (const row of page.map(decodeRow)) if (row.kind === 'event') events.push(row);
  }
  return events;
}

const describe = ({ session, startedAt, ended, appVersion, study, studyHash }: SessionFacts): object => ({
  cubicle: 'export',
  schemaVersion,
  appVersion,
  session,
  startedAt,
  ended,
  study: { name: study.name, title: study.title, version: study.version, hash: studyHash },
});

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

const toText = (content: object): string => `${JSON.stringify(content, null, 2)}\n`;
