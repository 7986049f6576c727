import type { ExportFormat, RowKind, StoredRow } from '../../../../protocol/journal';
import type { Encoding } from '../encoders/Encoder';
import type { SessionFacts } from '../tables/SessionFacts';
import type { Column, Source, Table, TableRow } from '../tables/Table';

/** What is exported. `journal`: where the journal stood, and the hash of its last row. */
export type LayoutContext = {
  facts: SessionFacts;
  formats: readonly ExportFormat[];
  /** Whether CSV files begin with a byte order mark. */
  bom: boolean;
  tables: readonly Table[];
  journal: { seq: number; hash: string };
  schemaVersion: number;
};

/** A file of rows. `path` by slash; files of the same path are one file. `columns` are read off the rows by name. */
export type LayoutFile = { path: string; encoding: Encoding; columns: readonly Column[] };

/** One stream of rows and the files it goes to. A table is such a source; a layout may make its own. */
export type Part = {
  /** Names the part where rows are counted. */
  name: string;
  source: Source;
  /** Files that every row goes to; they are made even when there is no row. */
  files: readonly LayoutFile[];
  /** A further file for this row, made with its first row; null for none. */
  fileOf?(row: TableRow): LayoutFile | null;
};

export type ExportPlan = {
  parts: readonly Part[];
  /** Everything else, written after the rows. `rows`: how many each part had. */
  texts(rows: Readonly<Record<string, number>>): { path: string; text: string }[];
  /** Where the frozen study goes, by slash; null: nowhere. */
  studyFolder: string | null;
};

/**
 * A layout says which files an export has, out of which rows, and how each is written. Pure. It is shown the rows it
 * wants to see beforehand (for columns that only the data know), and then says its plan. SHA256SUMS is added to every layout.
 */
export type Layout = {
  start(context: LayoutContext): {
    kinds: readonly RowKind[];
    push(row: StoredRow): void;
    plan(): ExportPlan;
  };
};
