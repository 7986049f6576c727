import { stringify } from 'csv-stringify/sync';
import { encodeJson } from '../encodeJson';
import { toCsvCell } from './csvText';
import { dialects } from './dialects.node';
import type { Encoders, StartEncoder } from './Encoder';
import { openParquet } from './openParquet.node';

/** Every encoding by its name. A new one is an entry here. */
export async function openEncoders(): Promise<Encoders> {
  return { csv: startCsv, parquet: await openParquet(), jsonl: startJsonl, ...dialects };
}

const startCsv: StartEncoder = (columns, { bom }) => ({
  head: (bom ? '\ufeff' : '') + csvLines([columns.map((one) => one.name)]),
  encode: (rows) => csvLines(rows.map((row) => columns.map((one) => toCsvCell(one, row[one.name])))),
  end: () => '',
});

const csvLines = (rows: (string | number | boolean | null)[][]): string =>
  stringify(rows, {
    record_delimiter: 'windows',
    // Text is always quoted, so an empty text differs from a missing value, and "12" from 12.
    quoted_string: true,
    cast: { boolean: (value) => (value ? 'TRUE' : 'FALSE'), number: (value) => encodeJson(value) },
  });

const startJsonl: StartEncoder = (columns) => {
  const keys = columns.map((one) => `${JSON.stringify(one.name)}:`);
  const line = (row: Record<string, unknown>): string =>
    `{${columns.map((one, at) => (keys[at] ?? '') + encodeJson(row[one.name] ?? null, one.name)).join(',')}}\n`;
  return { head: '', encode: (rows) => rows.map(line).join(''), end: () => '' };
};
