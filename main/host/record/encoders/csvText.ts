import { encodeJson } from '../encodeJson';
import type { Column } from '../tables/Table';

/** Text that a spreadsheet would take for a formula. */
const formula = /^[=+\-@\t\r]/;

/**
 * What a CSV cell holds. Text that a spreadsheet would run as a formula gets a ' in front; numbers stay as they are. NUL,
 * which many readers choke on, becomes its picture (U+2400). JSONL has everything as it was.
 * @returns a string, number or boolean, or null for an empty cell
 */
export function toCsvCell(column: Column, value: unknown): string | number | boolean | null {
  if (value === null || value === undefined) return null;
  if (column.type === 'json') return encodeJson(value, column.name);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value !== 'string') return encodeJson(value, column.name);
  const text = value.replaceAll('\0', '\u2400');
  return formula.test(text) ? `'${text}` : text;
}

/** What `toCsvCell` does to text, for readers. */
export const formulaRule =
  "text that begins with = + - @ tab or carriage return has a ' put in front, so that no spreadsheet runs it; NUL is written as U+2400";

/** How `toCsvCell` is told to readers. */
export const csvConventions = (bom: boolean): object => ({
  encoding: `UTF-8, ${bom ? 'with' : 'no'} byte order mark`,
  format: 'RFC 4180: comma, CRLF at the end of a line, text in double quotes, a double quote inside doubled',
  missing: 'an empty cell without quotes; empty text is ""',
  boolean: 'TRUE and FALSE',
  number: 'a point before the decimals; the shortest digits that give the same double',
  text: `${formulaRule}. The JSONL files have it unchanged`,
  json: 'JSON text in one cell',
  any: 'text, number or boolean as it was given; a list or an object as JSON text',
  time: 'ISO 8601 with the offset of the host',
});
