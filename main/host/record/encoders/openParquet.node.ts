// Parquet in plain JavaScript, and zstd as WebAssembly: no compiler, and the same bytes on every machine.
import { compress, init } from '@bokuweb/zstd-wasm';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Column, ColumnType, TableRow } from '../tables/Table';
import { createParquetFooter } from './createParquetFooter';
import type { StartEncoder } from './Encoder';
import { toParquetValue } from './toParquetValue';

/**
 * Rows and characters of text that a row group holds at most: what is kept in memory per file. With 16,000 rows a column is
 * just below the 128 KiB beyond which V8 puts a list where only a full collection finds it: there the lists of a group, some
 * hundred, would pile up.
 */
const groupRows = 16_000;
const groupCharacters = 2 ** 23;

const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } } as const;
const physical = {
  text,
  any: text,
  json: text,
  integer: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  time: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
} as const satisfies Record<ColumnType, object>;

let ready: Promise<void> | null = null;

/** Parquet files, zstd, typed as the columns say. Loads the compressor on the first call. */
export async function openParquet(): Promise<StartEncoder> {
  ready ??= init();
  await ready;
  return startParquet;
}

const startParquet: StartEncoder = (columns) => {
  const writer = new ByteWriter();
  const parquet = new ParquetWriter({
    writer,
    schema: [
      { name: 'schema', num_children: columns.length },
      ...columns.map(({ name, type }) => ({ name, ...physical[type], repetition_type: 'OPTIONAL' as const })),
    ],
    codec: 'ZSTD',
    compressors: { ZSTD: (bytes) => compress(bytes, 3) },
    createdBy: 'Cubicle',
  });
  const footer = createParquetFooter(parquet);
  let group = emptyGroup(columns);
  const endGroup = (): void => {
    if (group.rows === 0) return;
    const columnData = columns.map(({ name }, at) => ({ name, data: group.cells[at] ?? [], offsetIndex: false }));
    void parquet.write({ columnData, rowGroupSize: groupRows });
    footer.add(parquet.row_groups.splice(0));
    parquet.pendingIndexes.length = 0;
    group = emptyGroup(columns);
  };
  const taken = (): Uint8Array => {
    const bytes = writer.getBytes().slice();
    writer.index = 0;
    return bytes;
  };
  return {
    head: '',
    encode: (rows) => {
      for (let from = 0; from < rows.length; ) {
        const some = rows.slice(from, from + groupRows - group.rows);
        for (let at = 0; at < columns.length; at += 1) addCells(group, at, columns[at], some);
        group.rows += some.length;
        from += some.length;
        if (group.rows >= groupRows || group.characters >= groupCharacters) endGroup();
      }
      return taken();
    },
    end: () => {
      endGroup();
      writer.appendBytes(footer.end(parquet.num_rows));
      return taken();
    },
  };
};

type Group = { rows: number; characters: number; cells: ReturnType<typeof toParquetValue>[][] };

const emptyGroup = (columns: readonly Column[]): Group => ({ rows: 0, characters: 0, cells: columns.map(() => []) });

function addCells(group: Group, at: number, column: Column | undefined, rows: readonly TableRow[]): void {
  const cells = group.cells[at];
  if (cells === undefined || column === undefined) return;
  for (const row of rows) {
    const value = toParquetValue(column, row[column.name]);
    if (typeof value === 'string') group.characters += value.length;
    cells.push(value);
  }
}
