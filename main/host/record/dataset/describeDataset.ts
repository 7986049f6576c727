import type { ExportFormat, ExportTable } from '../../../../protocol/journal';
import { conventionsOf } from '../dataDictionary';
import type { Column, Table } from '../tables/Table';
import type { DatasetRequest } from './DatasetRequest';
import type { SessionSurvey } from './SessionSurvey';

/** What a data set says of itself. `rows`: per session, in the order of `sessions`, and table. */
export type DatasetContents = Pick<DatasetRequest, 'formats' | 'bom' | 'leftOut'> & {
  tables: readonly Table[];
  columns: ReadonlyMap<ExportTable, readonly Column[]>;
  sessions: readonly SessionSurvey[];
  rows: readonly Readonly<Record<string, number>>[];
  schemaVersion: number;
};

/** Columns that stand in the names of folders, and so in no file. */
export const partitionKeys = ['study', 'session'] as const;

/** Where the rows of a session stand in a data set, by slash. */
export const partFile = (table: Table, format: ExportFormat, { partition }: SessionSurvey): string =>
  `${format}/${table.name}/study=${partition.study}/session=${partition.session}/part-0.${format}`;

/** Where the frozen study of a session stands: once for all sessions that ran the same. */
export const studyFolder = ({ partition, study }: SessionSurvey): string =>
  `studies/${partition.study}_${study.hash.slice(0, 12)}`;

/** README.txt, DATA_DICTIONARY.json and manifest.json of a data set. No line depends on when or where it was made. */
export function describeDataset(contents: DatasetContents): { path: string; text: string }[] {
  return [
    { path: 'README.txt', text: readmeOf(contents) },
    { path: 'DATA_DICTIONARY.json', text: toText(dictionaryOf(contents)) },
    { path: 'manifest.json', text: toText(manifestOf(contents)) },
  ];
}

function readmeOf({ tables, formats, sessions, leftOut }: DatasetContents): string {
  const studies = new Set(sessions.map(({ study }) => study.name)).size;
  const [table] = tables.filter(({ name }) => name === 'episodes').concat(tables);
  const name = table?.name ?? '';
  return [
    `${count(sessions.length, 'session')} of ${count(studies, 'study', 'studies')}, as one data set`,
    '',
    'Each table is a folder, with a file for each session: FORMAT/TABLE/study=…/session=…/part-0.FORMAT. The study and the code',
    'of the session are columns that stand in the names of the folders. All files of a table have the same columns; what a study',
    'does not ask is empty.',
    '',
    ...formats.map((format) => `  ${`${format}/`.padEnd(24)}The tables as ${aboutFormat[format]}.`),
    '  DATA_DICTIONARY.json    Every table and column: type, unit, meaning.',
    '  studies/                The studies as they were run, file by file.',
    '  manifest.json           What this is, for programs: all sessions, with their rows.',
    '  SHA256SUMS              Checksums of all files. To check them: sha256sum -c SHA256SUMS',
    '',
    'To read a table',
    ...(formats.includes('parquet')
      ? [
          `  DuckDB   SELECT * FROM read_parquet('parquet/${name}/*/*/*.parquet', hive_partitioning = true, hive_types_autocast = false)`,
          `  Spark    spark.read.parquet("parquet/${name}")`,
          `  Python   pandas.read_parquet("parquet/${name}")`,
        ]
      : []),
    ...(formats.includes('csv')
      ? [
          `  DuckDB   SELECT * FROM read_csv('csv/${name}/*/*/*.csv', hive_partitioning = true, hive_types_autocast = false)`,
          `  R        arrow::open_dataset("csv/${name}", format = "csv")`,
        ]
      : []),
    ...(formats.includes('jsonl')
      ? [`  DuckDB   SELECT * FROM read_json('jsonl/${name}/*/*/*.jsonl', hive_partitioning = true)`]
      : []),
    '',
    'Sessions',
    ...sessions.map(
      ({ study, session, startedAt, participants, ended }) =>
        `  ${study.name}  ${session}  begun ${startedAt.slice(0, 16)}, ${count(participants, 'participant')}${ended ? '' : ', not ended'}`,
    ),
    ...(leftOut.length === 0 ? [] : ['', 'Not in it', ...leftOut.map(({ record, why }) => `  ${record}  ${why}`)]),
    '',
    'Participants stand here only as codes. The files hold no names of machines, no addresses and no access tokens;',
    'what participants wrote into free-text questions is here as they wrote it.',
    '',
  ].join('\n');
}

const aboutFormat: Readonly<Record<ExportFormat, string>> = {
  csv: 'CSV',
  parquet: 'Parquet, with the type of every column',
  jsonl: 'JSON, one object per line, exactly as recorded',
};

const dictionaryOf = ({ tables, formats, bom, columns }: DatasetContents): object => ({
  format: 'cubicle-data-dictionary',
  version: 1,
  conventions: conventionsOf(bom),
  partitions: {
    study: 'Name of the study, in the name of the folder.',
    session: 'Code of the session, in the name of the folder.',
    names: 'letters, digits, - and _ as they are, of everything else each byte of its UTF-8 as %XX',
  },
  tables: tables.map(({ name, rowIs }) => ({
    name,
    rowIs,
    files: Object.fromEntries(formats.map((format) => [format, `${format}/${name}/*/*/*.${format}`])),
    columns: columns.get(name),
  })),
});

const manifestOf = ({ formats, sessions, rows, leftOut, schemaVersion }: DatasetContents): object => ({
  cubicle: 'dataset',
  schemaVersion,
  formats,
  sessions: sessions.map((survey, at) => {
    const { study, session, startedAt, ended, participants, appVersion, head, partition } = survey;
    const where = { partition, studyFolder: studyFolder(survey) };
    return { study, session, startedAt, ended, participants, appVersion, journal: head, ...where, rows: rows[at] };
  }),
  leftOut,
});

const count = (number: number, one: string, many = `${one}s`): string => `${number} ${number === 1 ? one : many}`;
const toText = (content: object): string => `${JSON.stringify(content, null, 2)}\n`;
