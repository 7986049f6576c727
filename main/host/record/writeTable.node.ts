import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import type { ExportFormat } from '../../../protocol/journal';
import { toCsvCell } from './csvText';
import { tableFile } from './dataDictionary';
import { encodeJson } from './encodeJson';
import type { Column, Table, TableRow } from './tables/Table';

/** A table on its way to the disk, in all its formats at once. */
export type TableSink = { write(rows: readonly TableRow[]): void /** Rows so far. */; count(): number; close(): void };

/**
 * Opens the files of a table under `folder`, header written. `close` syncs them.
 * @throws whatever the disk says
 */
export function writeTable(
  folder: string,
  table: Table,
  columns: readonly Column[],
  formats: readonly ExportFormat[],
): TableSink {
  const encoders = { csv: encodeCsv, jsonl: encodeJsonl } satisfies Record<ExportFormat, Encoder>;
  const files = formats.map((format) => {
    const path = join(folder, tableFile(table, format));
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return { handle: openSync(path, 'wx', 0o600), encode: encoders[format] };
  });
  for (const [index, format] of formats.entries()) {
    const file = files[index];
    if (format === 'csv' && file !== undefined) writeAll(file.handle, csvLines([columns.map((one) => one.name)]));
  }
  let count = 0;
  return {
    write: (rows) => {
      if (rows.length === 0) return;
      count += rows.length;
      for (const { handle, encode } of files) writeAll(handle, encode(columns, rows));
    },
    count: () => count,
    close: () => {
      for (const { handle } of files) {
        try {
          fsyncSync(handle);
        } finally {
          closeSync(handle);
        }
      }
    },
  };
}

type Encoder = (columns: readonly Column[], rows: readonly TableRow[]) => string;

const encodeCsv: Encoder = (columns, rows) =>
  csvLines(rows.map((row) => columns.map((one) => toCsvCell(one, row[one.name]))));

const encodeJsonl: Encoder = (columns, rows) =>
  rows
    .map((row) => {
      const fields = columns.map((one) => `${JSON.stringify(one.name)}:${encodeJson(row[one.name] ?? null, one.name)}`);
      return `{${fields.join(',')}}\n`;
    })
    .join('');

const csvLines = (rows: (string | number | boolean | null)[][]): string =>
  stringify(rows, {
    record_delimiter: 'windows',
    // Text is always quoted, so an empty text differs from a missing value, and "12" from 12.
    quoted_string: true,
    cast: { boolean: (value) => (value ? 'TRUE' : 'FALSE'), number: (value) => encodeJson(value) },
  });

/** One write call may take less than it was given. */
export function writeAll(handle: number, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
}
