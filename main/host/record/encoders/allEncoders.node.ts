import { stringify } from 'csv-stringify/sync';
import { encodeJson } from '../encodeJson';
import { toCsvCell } from './csvText';
import type { Encoding, StartEncoder } from './Encoder';

const startCsv: StartEncoder = (columns) => ({
  head: csvLines([columns.map((one) => one.name)]),
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

const startJsonl: StartEncoder = (columns) => ({
  head: '',
  encode: (rows) =>
    rows
      .map((row) => {
        const fields = columns.map(
          (one) => `${JSON.stringify(one.name)}:${encodeJson(row[one.name] ?? null, one.name)}`,
        );
        return `{${fields.join(',')}}\n`;
      })
      .join(''),
  end: () => '',
});

/** Every encoding by its name. A new one is an entry here. */
export const allEncoders: Readonly<Record<Encoding, StartEncoder>> = { csv: startCsv, jsonl: startJsonl };
