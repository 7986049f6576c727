import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ExportFormat, ExportTable } from '../../protocol/journal';
import type { ExportResult } from '../host/record/ExportRequest';
import { type JournalFile, openJournal } from '../host/record/openJournal.node';
import { CliError } from './CliError';
import type { CubiclePaths } from './findPaths.node';

export type ExportOptions = { record: string; out: string; formats: ExportFormat[]; tables: ExportTable[] };

/** Exports a record into a new folder. @throws CliError, RecordError in words */
export async function exportRecordTo(options: ExportOptions, paths: CubiclePaths): Promise<ExportResult> {
  const recordFolder = resolve(options.record);
  const journal = await openRecord(recordFolder, paths);
  try {
    const { formats, tables } = options;
    const request = { recordFolder, target: resolve(options.out), container: 'folder' as const, formats, tables };
    return await journal.export(request).done;
  } finally {
    await journal.close();
  }
}

/** Opens a record's journal for reading; the record stays as it is. @throws CliError when the folder is none */
export async function openRecord(recordFolder: string, { workerFile }: CubiclePaths): Promise<JournalFile> {
  const file = join(recordFolder, 'journal.sqlite');
  if (!(await stat(file).catch(() => null)))
    throw new CliError(
      `${recordFolder} is no record: there is no journal.sqlite in it. A record is a folder like <study>/<date_time>_<session>.`,
      2,
    );
  return openJournal({ file, create: false, readOnly: true, workerFile });
}
