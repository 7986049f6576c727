import type { JournalRow, StoredRow } from '../../../../protocol/journal';
import type { EventRow } from '../Journal';
import { dialects } from '../encoders/dialects.node';
import type { FixedFile, FixedLayout } from '../layouts/FixedLayout';
import { foldFacts } from '../tables/foldFacts';
import type { SessionFacts } from '../tables/SessionFacts';
import type { TableRow } from '../tables/Table';

/** Journal rows as they would be read back. */
export const storeRows = (rows: readonly JournalRow[]): StoredRow[] =>
  rows.map((row, index) => ({ ...row, seq: index + 1, wall: '2026-03-14T09:26:53.000+01:00' }));

const factsOf = (rows: readonly StoredRow[]): SessionFacts =>
  foldFacts(rows.filter((row): row is EventRow => row.kind === 'event'));

export type LaidOut = { files: Map<string, FixedFile & { rows: TableRow[] }>; texts: Map<string, string> };

/** A layout of a whole journal, in memory. Throws when a row goes into a file that was not planned. */
export function layOut(layout: FixedLayout, rows: readonly StoredRow[]): LaidOut {
  const plan = layout.plan(factsOf(rows));
  const files = new Map(plan.files.map((file) => [file.path, { ...file, rows: [...(file.rows ?? [])] }]));
  const running = plan.start();
  const kinds = new Set(plan.kinds);
  for (const { path, row } of [
    ...rows.filter((one) => kinds.has(one.kind)).flatMap((one) => running.push(one)),
    ...running.end(),
  ]) {
    const file = files.get(path);
    if (file === undefined) throw new Error(`A row for ${path}, which is not planned.`);
    file.rows.push(row);
  }
  return { files, texts: new Map(plan.texts.map(({ path, text }) => [path, text])) };
}

/** A laid out session as the text of its files, with the README that every export has. */
export function textsOf(layout: FixedLayout, { files, texts }: LaidOut): Map<string, string> {
  return new Map([
    ['README.txt', layout.about.join('\n')],
    ...texts,
    ...[...files.values()].map(({ path, columns, rows }) => {
      const { head, encode, end } = dialects[layout.encoding](columns, { bom: false });
      return [path, [head, encode(rows), end()].join('')] as const;
    }),
  ]);
}
