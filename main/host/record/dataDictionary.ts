import type { ExportFormat } from '../../../protocol/journal';
import { csvConventions } from './encoders/csvText';
import { parquetConventions } from './encoders/toParquetValue';
import type { SessionFacts } from './tables/SessionFacts';
import type { Table } from './tables/Table';

/** Where a table stands in an export, by slash. */
export const tableFile = (table: Table, format: ExportFormat): string => `${format}/${table.name}.${format}`;

/** DATA_DICTIONARY.json: every table and column of an export, from the descriptions the tables are made by. */
export function dataDictionary(
  tables: readonly Table[],
  formats: readonly ExportFormat[],
  facts: SessionFacts,
  bom: boolean,
): object {
  return {
    format: 'cubicle-data-dictionary',
    version: 1,
    session: facts.session,
    study: facts.study.name,
    conventions: conventionsOf(bom),
    tables: tables.map((table) => ({
      name: table.name,
      rowIs: table.rowIs,
      files: Object.fromEntries(formats.map((format) => [format, tableFile(table, format)])),
      columns: table.columns(facts),
    })),
  };
}

/** How cells are written, told to readers. */
export const conventionsOf = (bom: boolean): object => ({
  csv: csvConventions(bom),
  parquet: parquetConventions,
  jsonl:
    'one JSON object per line, UTF-8, LF at the end of a line; every column in every line, null where there is none',
  time: 'Columns in ms that end in at_ms, or in as_host_ms, and t_host_ms are session time: milliseconds since the session was made, by one clock of the host that never jumps and goes on over a restart. t_station_ms and t_shown_ms are by the clock of the station.',
});
