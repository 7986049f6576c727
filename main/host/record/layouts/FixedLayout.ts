import type { RowKind, StoredRow } from '../../../../protocol/journal';
import type { Dialect } from '../encoders/Encoder';
import type { SessionFacts } from '../tables/SessionFacts';
import type { Column, TableRow } from '../tables/Table';

/** One table file of a layout that says itself which files there are. It is made even when no row goes into it. */
export type FixedFile = {
  /** Where it stands in the export, by slash. */
  path: string;
  /** One sentence: what one row is. */
  rowIs: string;
  columns: Column[];
  /** Its rows, when they follow from the events alone; others are placed while the journal is read. */
  rows?: TableRow[];
};

/** A row, and the file it goes into. */
export type PlacedRow = { path: string; row: TableRow };

/** Takes the rows of the journal in order, and places what follows from them. */
export type Placing = { push(row: StoredRow): PlacedRow[]; end(): PlacedRow[] };

/** What such a layout makes of one session. */
export type FixedPlan = {
  files: FixedFile[];
  /** Files that are not tables: descriptions, sidecars. */
  texts: { path: string; text: string }[];
  /** The rows of the journal that `start` wants to see; none when the events say all. */
  kinds: readonly RowKind[];
  start(): Placing;
};

/** The files that another program or a standard expects. Pure. */
export type FixedLayout = {
  /** For the README: what these files are, in words. */
  about: string[];
  encoding: Dialect;
  /** How cells are written, for the data dictionary. */
  conventions: Readonly<Record<string, string>>;
  plan(facts: SessionFacts): FixedPlan;
};
