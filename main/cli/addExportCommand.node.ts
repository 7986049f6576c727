import { type Command, Option } from 'commander';
import {
  exportFormats,
  exportLayoutNames,
  exportTables,
  type ExportFormat,
  type ExportLayout,
  type ExportTable,
} from '../../protocol/journal';
import { CliError } from './CliError';
import { defaultDataDir } from './defaultDataDir.node';
import { exportDatasetTo } from './exportDatasetTo.node';
import { exportPaymentsTo } from './exportPaymentsTo.node';
import { exportRecordTo } from './exportRecordTo.node';
import type { CubiclePaths } from './findPaths.node';
import { someOf } from './parseOptions';

type Say = (line: string) => void;
type ExportOptions = {
  all: boolean;
  data?: string;
  out?: string;
  zip: boolean;
  payments?: string;
  details: boolean;
  layout: ExportLayout;
  format?: ExportFormat[];
  tables: ExportTable[];
  bom: boolean;
};

const containerOf = ({ zip }: ExportOptions): 'folder' | 'zip' => (zip ? 'zip' : 'folder');

/** `cubicle export`: one record as tables, or several as one data set. */
export function addExportCommand(program: Command, paths: CubiclePaths, out: Say, tell: Say): void {
  program
    .command('export')
    .description('write a record as tables, with a dictionary of every column; or several records as one data set')
    .argument('[records...]', 'the folders of records')
    .option('--all', 'all records of the data folder that can be read, as one data set', false)
    .option('--data <folder>', 'with --all: folder of the records (default: ~/Cubicle)')
    .option('--out <folder>', 'folder (or with --zip file) to make; it must not exist')
    .option('--zip', 'make one zip file instead of a folder', false)
    .option('--payments <file>', 'make the payment list instead: a CSV file of its own; it must not exist')
    .option('--details', 'with names and bank details in the payment list, if a form asked for them', false)
    .addOption(
      new Option('--layout <layout>', 'how files are named and arranged').choices(exportLayoutNames).default('cubicle'),
    )
    .option(
      '--format <formats>',
      'some of csv, parquet, jsonl, separated by commas (default: csv; of a data set parquet)',
      someOf(exportFormats),
    )
    .option('--tables <tables>', `some of ${exportTables.join(',')} (default: all)`, someOf(exportTables), [
      ...exportTables,
    ])
    .option('--bom', 'begin CSV files with a byte order mark, for a double click in Excel', false)
    .addHelpText(
      'after',
      `
Examples:
  $ cubicle export ~/Cubicle/volley/2026-03-01_0900_K7PQTY3M --out ./data
  $ cubicle export ~/Cubicle/volley/2026-03-01_0900_K7PQTY3M --zip --out ./data.zip
  $ cubicle export --all --out ./dataset               every session, as one table of each kind`,
    )
    .action(async (records: string[], options: ExportOptions) => {
      if ((options.out === undefined) === (options.payments === undefined))
        throw new CliError('Say either --out FOLDER or --payments FILE.', 2);
      if (options.all && records.length > 0) throw new CliError('Say either which records, or --all.', 2);
      if (options.data !== undefined && !options.all) throw new CliError('--data goes with --all.', 2);
      const [record, ...others] = records;
      if (record === undefined && !options.all) throw new CliError('Say which record, or --all.', 2);
      if (record !== undefined && others.length === 0) return exportOne(record, options);
      return exportSeveral(records, options);
    });

  async function exportOne(record: string, options: ExportOptions): Promise<void> {
    const { payments, details, out: folder = '', format: formats = ['csv'], layout, tables, bom } = options;
    if (payments !== undefined) return out(await exportPaymentsTo({ record, file: payments, details }, paths));
    const container = containerOf(options);
    const { target, rows } = await exportRecordTo(
      { record, out: folder, container, formats, layout, tables, bom },
      paths,
    );
    tellRows(rows);
    out(`Exported to ${target}`);
  }

  async function exportSeveral(records: readonly string[], options: ExportOptions): Promise<void> {
    const { all, data, payments, out: folder = '', format: formats = ['parquet'], layout, tables, bom } = options;
    if (payments !== undefined) throw new CliError('A payment list is of one record: name that one.', 2);
    if (layout !== 'cubicle')
      throw new CliError(`The layout ${layout} is for one record. Several make a data set: leave --layout out.`, 2);
    const which = all ? { all: data ?? defaultDataDir() } : { records };
    const choice = { out: folder, container: containerOf(options), formats, tables, bom };
    const { target, rows, sessions } = await exportDatasetTo(which, choice, paths, tell);
    tellRows(rows);
    out(`${sessions} ${sessions === 1 ? 'session' : 'sessions'} exported to ${target}`);
  }

  function tellRows(rows: Readonly<Record<string, number>>): void {
    for (const [table, count] of Object.entries(rows)) out(`${table.padEnd(16)}${count} rows`);
  }
}
