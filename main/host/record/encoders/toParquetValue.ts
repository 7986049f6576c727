import { encodeJson } from '../encodeJson';
import { RecordError } from '../RecordError';
import type { Column, ColumnType } from '../tables/Table';

/**
 * What stands in a Parquet cell: a string for text, any and json, a bigint for integers and times (ms since 1970, UTC).
 * @throws RecordError `record/damaged` when the value is not of the column's type: leaving it out would be a silent loss
 */
export function toParquetValue(column: Column, value: unknown): string | number | bigint | boolean | null {
  if (value === null || value === undefined) return null;
  switch (column.type) {
    case 'number':
      if (typeof value === 'number') return value;
      break;
    case 'integer':
      if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
      break;
    case 'boolean':
      if (typeof value === 'boolean') return value;
      break;
    case 'time': {
      const atMs = typeof value === 'string' ? Date.parse(value) : Number.NaN;
      if (!Number.isNaN(atMs)) return BigInt(atMs);
      break;
    }
    case 'json':
      return encodeJson(value, column.name);
    default:
      return typeof value === 'string' ? value : encodeJson(value, column.name);
  }
  throw new RecordError(
    'record/damaged',
    `Column ${column.name} should hold a ${column.type}, and the record has ${encodeJson(value, column.name)}.`,
  );
}

/** How each type of column is stored, told to readers. */
export const parquetConventions = {
  compression: 'zstd',
  text: 'string (UTF-8); half a character (a lone surrogate) becomes U+FFFD',
  integer: 'INT64',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  time: 'TIMESTAMP in milliseconds, UTC; the offset of the host stands in CSV and JSONL',
  json: 'string that holds JSON',
  any: 'string: text as it was given; a number, boolean, list or object as JSON. The JSONL files tell "1" from 1',
} as const satisfies Record<ColumnType | 'compression', string>;
