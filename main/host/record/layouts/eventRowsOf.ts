import type { SessionFacts } from '../tables/SessionFacts';
import type { Table, TableRow } from '../tables/Table';

/** The rows of a table that follows from the events alone. */
export const eventRowsOf = (table: Table, facts: SessionFacts): TableRow[] =>
  table.from === 'events' ? table.project(facts) : [];
