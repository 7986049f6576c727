import { join, resolve } from 'node:path';
import type { ExportRequest, ExportResult } from '../host/record/ExportRequest';
import { openJournal } from '../host/record/openJournal.node';
import type { CubiclePaths } from './findPaths.node';
import { expectRecord } from './expectRecord.node';
import { finishExport } from './finishExport.node';

export type ExportOptions = { record: string; out: string } & Pick<
  ExportRequest,
  'container' | 'layout' | 'formats' | 'tables' | 'bom'
>;

/** Exports a record into a new folder or zip; the record stays as it is. @throws CliError, RecordError in words */
export async function exportRecordTo(
  { record, out, ...choice }: ExportOptions,
  paths: CubiclePaths,
): Promise<ExportResult> {
  const recordFolder = resolve(record);
  await expectRecord(recordFolder);
  const { workerFile } = paths;
  const file = join(recordFolder, 'journal.sqlite');
  const journal = await openJournal({ file, create: false, readOnly: true, workerFile });
  try {
    return await finishExport(journal.export({ recordFolder, target: resolve(out), ...choice }));
  } finally {
    await journal.close();
  }
}
