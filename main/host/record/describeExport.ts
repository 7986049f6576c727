import type { ExportFormat } from '../../../protocol/journal';
import { tableFile } from './dataDictionary';
import type { SessionFacts } from './tables/SessionFacts';
import type { Table } from './tables/Table';

/** README.txt of an export: what this is, what is in it and how to read it. No line depends on when or where it was made. */
export function describeExport(
  tables: readonly Table[],
  formats: readonly ExportFormat[],
  facts: SessionFacts,
): string {
  const { study, session } = facts;
  const format = formats[0] ?? 'csv';
  const example = tables[0];
  return [
    `Session ${session} of the study "${study.title}" (${study.name}, version ${study.version})`,
    '',
    `Begun ${facts.startedAt}. ${facts.ended ? 'The session was ended.' : 'The session was not ended when this was exported; the data are complete up to then.'}`,
    `${facts.seats.size} ${facts.seats.size === 1 ? 'participant' : 'participants'}, ${facts.games.size} ${facts.games.size === 1 ? 'game' : 'games'}. Recorded with Cubicle ${facts.appVersion}.`,
    '',
    'In this folder',
    ...tables.map((table) => `  ${tableFile(table, format).padEnd(24)}${table.rowIs}`),
    ...formats.slice(1).map((other) => `  ${`${other}/`.padEnd(24)}The same tables as ${aboutFormat[other]}.`),
    '  DATA_DICTIONARY.json    Every table and column: type, unit, meaning.',
    '  study/                  The study as it was run, file by file.',
    '  manifest.json           What this is, for programs.',
    '  SHA256SUMS              Checksums of all files. To check them: sha256sum -c SHA256SUMS',
    '',
    'To read a table',
    ...(example === undefined || format !== 'csv'
      ? []
      : [
          `  Python   pandas.read_csv("${tableFile(example, 'csv')}")`,
          `  R        read.csv("${tableFile(example, 'csv')}", na.strings = "")`,
          '  Excel    Data > From Text/CSV, file origin "65001: Unicode (UTF-8)".',
        ]),
    ...(example === undefined || !formats.includes('parquet')
      ? []
      : [
          `  Python   pandas.read_parquet("${tableFile(example, 'parquet')}")`,
          `  DuckDB   SELECT * FROM '${tableFile(example, 'parquet')}'`,
        ]),
    ...(example === undefined || !formats.includes('jsonl')
      ? []
      : [`  Python   pandas.read_json("${tableFile(example, 'jsonl')}", lines=True)`]),
    '',
    'Participants stand here only as codes. The files hold no names of machines, no addresses and no access tokens;',
    'what participants wrote into free-text questions is here as they wrote it.',
    '',
  ].join('\n');
}

const aboutFormat: Readonly<Record<ExportFormat, string>> = {
  csv: 'CSV, for spreadsheets and R',
  parquet: 'Parquet, with the type of every column',
  jsonl: 'JSON, one object per line, exactly as recorded',
};
