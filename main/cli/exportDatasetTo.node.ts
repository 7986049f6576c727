import { basename, dirname, join, resolve } from 'node:path';
import { startDataset } from '../host/record/dataset/startDataset.node';
import type { DatasetRequest } from '../host/record/dataset/DatasetRequest';
import type { ExportResult } from '../host/record/ExportRequest';
import { listRecords } from '../host/record/listRecords.node';
import { CliError } from './CliError';
import { createProgressTeller } from './createProgressTeller.node';
import { expectRecord } from './expectRecord.node';
import type { CubiclePaths } from './findPaths.node';
import { finishExport } from './finishExport.node';

/** Which records: these, or all that can be read of a data folder. */
export type DatasetRecords = { records: readonly string[] } | { all: string };
export type DatasetOptions = { out: string } & Pick<DatasetRequest, 'container' | 'formats' | 'tables' | 'bom'>;

/**
 * Exports several records as one data set; the records stay as they are. Of a whole data folder, records that cannot be read now
 * are left out, and told.
 * @throws CliError, RecordError in words
 */
export async function exportDatasetTo(
  which: DatasetRecords,
  { out, ...choice }: DatasetOptions,
  paths: CubiclePaths,
  say: (line: string) => void,
): Promise<ExportResult & { sessions: number }> {
  const { recordFolders, leftOut } = 'all' in which ? await findAll(which.all, paths, say) : await findNamed(which);
  const request = { ...choice, target: resolve(out), recordFolders, leftOut };
  const result = await finishExport(startDataset(request, paths.workerFile, createProgressTeller(say)));
  return { ...result, sessions: recordFolders.length };
}

type Found = Pick<DatasetRequest, 'recordFolders' | 'leftOut'>;

async function findNamed({ records }: { records: readonly string[] }): Promise<Found> {
  const recordFolders = [...new Set(records.map((record) => resolve(record)))];
  for (const folder of recordFolders) await expectRecord(folder);
  return { recordFolders, leftOut: [] };
}

async function findAll(dataDir: string, paths: CubiclePaths, say: (line: string) => void): Promise<Found> {
  const root = resolve(dataDir);
  const rows = await listRecords({ root, open: null, workerFile: paths.workerFile });
  const isReadable = ({ state }: (typeof rows)[number]): boolean => state === 'ended' || state === 'interrupted';
  const left = rows.filter((row) => !isReadable(row));
  for (const { folder, state, problem } of left)
    say(`${basename(dirname(folder))}/${basename(folder)} is left out: ${state}. ${problem ?? ''}`.trimEnd());
  const readable = rows.filter(isReadable);
  if (readable.length === 0) throw new CliError(`There is no record in ${root} that can be exported.`, 2);
  return {
    recordFolders: readable.map(({ record }) => join(root, record)),
    // The whole problem would tell of this machine.
    leftOut: left.map(({ record, state }) => ({ record, why: state })),
  };
}
