import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ExportTable } from '../../../../protocol/journal';
import { copyStudyFile, findStudyFiles } from '../copyStudy.node';
import { estimateExportBytes } from '../estimateExportBytes';
import type { ExportResult } from '../ExportRequest';
import { hashText } from '../hashText.node';
import { schemaVersion } from '../migrateJournal.node';
import { type OpenedJournal, openJournalFile } from '../openJournalFile.node';
import { RecordError } from '../RecordError';
import type { RecordProgress } from '../recordMessages';
import { readEvents } from '../streamRows.node';
import { allTables } from '../tables/allTables';
import { foldFacts } from '../tables/foldFacts';
import type { Column, Table } from '../tables/Table';
import { writeSynced } from '../writeChecksums.node';
import { writeParts } from '../writeParts.node';
import { writeStaged } from '../writeStaged.node';
import type { DatasetRequest } from './DatasetRequest';
import { describeDataset, partFile, partitionKeys, studyFolder } from './describeDataset';
import { mergeColumns } from './mergeColumns';
import { partitionName } from './partitionName';
import type { SessionSurvey } from './SessionSurvey';

export type WriteDatasetDeps = {
  onProgress(progress: RecordProgress): void;
  /** Lets others have their turn on this thread; rejects when the export was cancelled. */
  pause(): Promise<void>;
};

/**
 * Exports several records as one data set, whole or not at all. Each record is read twice, from a copy and one at a time: first
 * its events, so that every file of a table can have the columns of all sessions; then its rows.
 * @throws RecordError as `writeExport` does, `record/inUse`, `record/newer` and others of a record that cannot be read, with its
 * name; `record/badTarget` when two records are of the same session
 */
export async function writeDataset(request: DatasetRequest, deps: WriteDatasetDeps): Promise<ExportResult> {
  const { target, container, recordFolders, formats, bom, leftOut } = request;
  const tables = Object.values(allTables).filter(({ name }) => request.tables.includes(name));
  const total: Record<string, number> = {};
  const advance = async (step: string, done: number, of: number): Promise<void> => {
    deps.onProgress({ done, of, step });
    await deps.pause();
  };

  async function build(folder: string): Promise<void> {
    const sessions: SessionSurvey[] = [];
    for (const [at, recordFolder] of recordFolders.entries()) {
      await advance('sessions looked at', at, recordFolders.length);
      sessions.push(await useRecord(recordFolder, (journal) => surveySession(recordFolder, journal, tables)));
    }
    sessions.sort(byPartition);
    expectDistinct(sessions);
    const columns = new Map(
      tables.map(({ name }) => [name, mergeColumns(sessions.map((one) => one.columns.get(name) ?? []))]),
    );
    const rows: Record<string, number>[] = [];
    for (const [at, survey] of sessions.entries()) {
      await advance('sessions written', at, sessions.length);
      rows.push(await writeSession(folder, survey, columns));
      for (const path of findStudyFiles(survey.recordFolder)) {
        const copy = join(folder, studyFolder(survey), path);
        if (!existsSync(copy)) copyStudyFile(survey.recordFolder, path, copy);
      }
    }
    const contents = { tables, formats, bom, columns, sessions, rows, leftOut, schemaVersion };
    for (const { path, text } of describeDataset(contents)) writeSynced(join(folder, path), text);
    for (const [name, count] of rows.flatMap((one) => Object.entries(one))) total[name] = (total[name] ?? 0) + count;
  }

  /** One session's part of every table. */
  function writeSession(
    folder: string,
    survey: SessionSurvey,
    columns: ReadonlyMap<ExportTable, Column[]>,
  ): Promise<Record<string, number>> {
    const { recordFolder, head } = survey;
    return useRecord(recordFolder, async (journal) => {
      if (journal.head().hash !== head.hash)
        throw new RecordError('record/inUse', 'It was written to meanwhile. Export when its session is closed.');
      const driver = journal.driver();
      const parts = tables.map((table) => ({
        name: table.name,
        source: table,
        files: formats.map((encoding) => ({
          path: partFile(table, encoding, survey),
          encoding,
          columns: columns.get(table.name) ?? [],
        })),
      }));
      const facts = foldFacts(readEvents(driver, head.seq));
      return writeParts(folder, parts, facts, { bom }, { driver, untilSeq: head.seq, advance: deps.pause });
    });
  }

  const journalBytes = recordFolders.reduce((sum, folder) => sum + sizeOf(join(folder, 'journal.sqlite')), 0);
  const needsBytes = estimateExportBytes(journalBytes, { ...request, layout: 'cubicle' });
  const stage = { target, container, needsBytes, zipName: 'cubicle', recordFolders, pause: deps.pause };
  const last = (_by: number, step: string): Promise<void> => advance(step, 0, 1);
  return { ...(await writeStaged({ ...stage, advance: last }, build)), rows: total };
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** Opens a record to read. What is wrong with it is told with its name. */
async function useRecord<T>(recordFolder: string, use: (journal: OpenedJournal) => T | Promise<T>): Promise<T> {
  try {
    const journal = openJournalFile(join(recordFolder, 'journal.sqlite'), 'read');
    try {
      return await use(journal);
    } finally {
      journal.close();
    }
  } catch (cause) {
    if (!(cause instanceof RecordError) || cause.code === 'record/cancelled') throw cause;
    throw new RecordError(cause.code, `${nameOf(recordFolder)}: ${cause.message}`);
  }
}

/** `<study>/<date_time>_<session>`, as records are called. */
const nameOf = (recordFolder: string): string => `${basename(dirname(recordFolder))}/${basename(recordFolder)}`;

function surveySession(recordFolder: string, journal: OpenedJournal, tables: readonly Table[]): SessionSurvey {
  const head = journal.head();
  const facts = foldFacts(readEvents(journal.driver(), head.seq));
  const { session, startedAt, ended, appVersion, study, studyHash } = facts;
  return {
    recordFolder,
    head,
    session,
    startedAt,
    ended,
    participants: facts.seats.size,
    appVersion,
    study: { name: study.name, title: study.title, version: study.version, hash: studyHash },
    columns: new Map(tables.map((table) => [table.name, table.columns(facts).filter(isInFiles)])),
    partition: { study: partitionName(study.name, hashText), session: partitionName(session, hashText) },
  };
}

const isInFiles = ({ name }: Column): boolean => !partitionKeys.some((key) => key === name);

const keyOf = ({ partition }: SessionSurvey): string => `${partition.study}/${partition.session}`;
/** The same on every machine, and whichever order the records were named in. */
const byPartition = (a: SessionSurvey, b: SessionSurvey): number => (keyOf(a) < keyOf(b) ? -1 : 1);

/** @throws RecordError when two would go into one folder; some file systems do not tell A from a */
function expectDistinct(sessions: readonly SessionSurvey[]): void {
  const seen = new Map<string, SessionSurvey>();
  for (const survey of sessions) {
    const key = keyOf(survey).toLowerCase();
    const other = seen.get(key);
    if (other !== undefined) {
      const [one, two] = [other, survey].map(({ recordFolder }) => nameOf(recordFolder)).sort();
      throw new RecordError(
        'record/badTarget',
        `${one} and ${two} are records of the same session (${survey.session}). A data set has each session once: name the records that you want.`,
      );
    }
    seen.set(key, survey);
  }
}
