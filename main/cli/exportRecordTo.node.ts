import { join, resolve } from 'node:path';
import type { ExportRequest, ExportResult } from '../host/record/ExportRequest';
import { openJournal } from '../host/record/openJournal.node';
import type { CubiclePaths } from './findPaths.node';
import { expectRecord } from './expectRecord.node';

export type ExportOptions = { record: string; out: string } & Pick<
  ExportRequest,
  'layout' | 'formats' | 'tables' | 'bom'
>;

/** Exports a record into a new folder; the record stays as it is. @throws CliError, RecordError in words */
export async function exportRecordTo(options: ExportOptions, paths: CubiclePaths): Promise<ExportResult> {
  const recordFolder = resolve(options.record);
  await expectRecord(recordFolder);
  const { workerFile } = paths;
  const file = join(recordFolder, 'journal.sqlite');
  const journal = await openJournal({ file, create: false, readOnly: true, workerFile });
  try {
    const { layout, formats, tables, bom } = options;
    const target = resolve(options.out);
    const request = { recordFolder, target, container: 'folder' as const, layout, formats, tables, bom };
    return await journal.export(request).done;
  } finally {
    await journal.close();
  }
}
