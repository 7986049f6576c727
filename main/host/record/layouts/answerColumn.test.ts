import { expect, it } from 'vitest';
import { layOut, storeRows } from '../testing/layOut';
import { sampleSession } from '../testing/sampleSession';
import { bids } from './bids';
import type { FixedLayout } from './FixedLayout';
import { mug } from './mug';

/** The sample session, with another name of the question that it asks about mood. */
const laidWith = (layout: FixedLayout, question: string) =>
  layOut(
    layout,
    storeRows(
      JSON.parse(JSON.stringify(sampleSession()).replaceAll('"mood"', `"${question}"`)) as ReturnType<
        typeof sampleSession
      >,
    ),
  );

it.each([
  [bids, 'phenotype/form.tsv', 'participant_id'],
  [mug, 'form/p2345678.csv', 'timestamp'],
] as const)('keeps an answer and the own column of its name apart', (layout, path, question) => {
  const before = laidWith(layout, 'mood').files.get(path);
  const file = laidWith(layout, question).files.get(path);
  const names = file?.columns.map(({ name }) => name) ?? [];
  expect(names).toContain(`answer.${question}`);
  expect(new Set(names).size).toBe(names.length);
  const [row, rowBefore] = [file?.rows[0] ?? {}, before?.rows[0] ?? {}];
  expect(row[question]).toEqual(rowBefore[question]);
  expect(row[`answer.${question}`]).toEqual(rowBefore['mood']);
  expect(row[`answer.${question}`]).toEqual(expect.any(String));
});
