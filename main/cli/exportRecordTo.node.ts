import { join, resolve } from 'node:path';
import type { ExportFormat, ExportTable } from '../../protocol/journal';
import type { ExportResult } from '../host/record/ExportRequest';
import { openJournal } from '../host/record/openJournal.node';
import type { CubiclePaths } from './findPaths.node';
import { expectRecord } from './verifyRecordAt.node';

export type ExportOptions = { record: string; out: string; formats: ExportFormat[]; tables: ExportTable[] };

/** Exports a record into a new folder; the record stays as it is. @throws CliError, RecordError in words */
export async function exportRecordTo(options: ExportOptions, paths: CubiclePaths): Promise<ExportResult> {
  const recordFolder = resolve(options.record);
  await expectRecord(recordFolder);
  const { workerFile } = paths;
  const file = join(recordFolder, 'journal.sqlite');
  const journal = await openJournal({ file, create: false, readOnly: true, workerFile });
  try {
    const { formats, tables } = options;
    const request = { recordFolder, target: resolve(options.out), container: 'folder' as const, formats, tables };
    return await journal.export(request).done;
  } finally {
    await journal.close();
  }
}
