import type { ExportTable, RowKind, StoredRow } from '../../../../protocol/journal';
import type { SessionFacts } from './SessionFacts';

/**
 * `any`: text, number or boolean as the participant or the environment gave it; lists and objects as JSON.
 * `json`: always JSON text in a CSV cell. `time`: ISO 8601 with offset, in Parquet a timestamp.
 */
export type ColumnType = 'text' | 'integer' | 'number' | 'boolean' | 'json' | 'any' | 'time';

/**
 * One column, described where it is made: the data dictionary is a print of these. `scene`: the scene of the study that made
 * it; null for a column that every study has.
 */
export type Column = {
  name: string;
  type: ColumnType;
  unit: 'ms' | 'Hz' | null;
  meaning: string;
  scene: string | null;
};

/** Column name → value; null where there is none. */
export type TableRow = Record<string, unknown>;

/** A running projection: takes rows in order, gives table rows in order, and what is left at the end. */
export type Projection = { push(row: StoredRow): TableRow[]; end(): TableRow[] };

/** How rows follow from the journal: at once from its events, or as they come from all its rows of some kinds. Pure. */
export type Source =
  | { from: 'events'; project(facts: SessionFacts): TableRow[] }
  | { from: 'rows'; kinds: readonly RowKind[]; start(facts: SessionFacts): Projection };

/** A table of the export: what it holds, and how it follows from the journal. */
export type Table = {
  name: ExportTable;
  /** One sentence: what one row is. */
  rowIs: string;
  columns(facts: SessionFacts): Column[];
} & Source;

export const column = (
  name: string,
  type: ColumnType,
  meaning: string,
  unit: Column['unit'] = null,
  scene: Column['scene'] = null,
): Column => ({
  name,
  type,
  unit,
  meaning,
  scene,
});
