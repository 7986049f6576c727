import type { Column } from '../tables/Table';

/**
 * One list of columns for tables that have mostly the same: each name once, in the order in which it first comes. Of other types
 * it becomes `any`, of other meanings it has all of them.
 */
export function mergeColumns(lists: readonly (readonly Column[])[]): Column[] {
  const merged = new Map<string, { column: Column; meanings: Set<string> }>();
  for (const column of lists.flat()) {
    const found = merged.get(column.name);
    if (found === undefined) merged.set(column.name, { column, meanings: new Set([column.meaning]) });
    else {
      found.meanings.add(column.meaning);
      if (found.column.type !== column.type) found.column = { ...found.column, type: 'any', unit: null };
    }
  }
  return [...merged.values()].map(({ column, meanings }) => ({ ...column, meaning: [...meanings].join(' / ') }));
}
