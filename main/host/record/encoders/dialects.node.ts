import { stringify } from 'csv-stringify/sync';
import { encodeJson } from '../encodeJson';
import type { Column } from '../tables/Table';
import { toCsvCell } from './csvText';
import type { Dialect, StartEncoder } from './Encoder';

/** What other programs expect of a cell, where it is not text. */
type Cells = { yes: string; no: string; missing: string };

/** Comma-separated, text in quotes only where it needs them. */
const startPlainCsv =
  (cells: Cells): StartEncoder =>
  (columns) => ({
    head: csvLines([columns.map((one) => one.name)]),
    encode: (rows) => csvLines(rows.map((row) => columns.map((one) => cellText(one, row[one.name], cells)))),
    end: () => '',
  });

const csvLines = (rows: string[][]): string => stringify(rows, { record_delimiter: 'windows', quoted_match: /[\r\n]/ });

/** Tab-separated without quotes: a tab or a line break inside a text becomes a space, since a line is a row. */
const startTsv =
  (cells: Cells): StartEncoder =>
  (columns) => ({
    head: tsvLine(columns.map((one) => one.name)),
    encode: (rows) =>
      rows.map((row) => tsvLine(columns.map((one) => cellText(one, row[one.name], cells) || cells.missing))).join(''),
    end: () => '',
  });

const tsvLine = (cells: string[]): string =>
  `${cells.map((cell) => cell.replaceAll(/[\t\r\n\u2028\u2029]+/g, ' ')).join('\t')}\n`;

function cellText(column: Column, value: unknown, { yes, no, missing }: Cells): string {
  const cell = toCsvCell(column, value);
  if (typeof cell === 'boolean') return cell ? yes : no;
  if (typeof cell === 'number') return encodeJson(cell);
  return cell ?? missing;
}

/** The dialects that layouts prescribe. */
export const dialects: Readonly<Record<Dialect, StartEncoder>> = {
  pandas: startPlainCsv({ yes: 'True', no: 'False', missing: '' }),
  otree: startPlainCsv({ yes: '1', no: '0', missing: '' }),
  'psych-ds': startPlainCsv({ yes: 'TRUE', no: 'FALSE', missing: '' }),
  bids: startTsv({ yes: 'true', no: 'false', missing: 'n/a' }),
};
