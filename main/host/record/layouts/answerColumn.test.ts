import { expect, it } from 'vitest';
import type { EventRow } from '../Journal';
import { foldFacts } from '../tables/foldFacts';
import { participants } from '../tables/participants';
import { layOut, storeRows } from '../testing/layOut';
import { sampleSession } from '../testing/sampleSession';
import { bids } from './bids';
import type { FixedLayout } from './FixedLayout';
import { mug } from './mug';
import { otree } from './otree';

/** The sample session, with another name of one of its questions. */
const renamed = (asked: string, question: string) =>
  storeRows(
    JSON.parse(JSON.stringify(sampleSession()).replaceAll(`"${asked}"`, `"${question}"`)) as ReturnType<
      typeof sampleSession
    >,
  );
const laidWith = (layout: FixedLayout, question: string) => layOut(layout, renamed('mood', question));

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

it('keeps the answer to a quiz question called attempts and the number of attempts apart', () => {
  const rows = renamed('key', 'attempts');
  const facts = foldFacts(rows.filter((row): row is EventRow => row.kind === 'event'));
  const names = participants.columns(facts).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const [first] = participants.from === 'events' ? participants.project(facts) : [];
  expect(first).toMatchObject({ 'quiz.answer.attempts': 'right', 'quiz.attempts': 2 });

  const { files } = layOut(otree, rows);
  for (const { columns } of files.values()) expect(new Set(columns.map(({ name }) => name)).size).toBe(columns.length);
  expect(files.get('all_apps_wide-2026-03-14.csv')?.rows[0]).toMatchObject({
    'quiz.1.player.answer.attempts': 'right',
    'quiz.1.player.attempts': 2,
  });
});

it('keeps the answer to a question called role and the role of an oTree player apart', () => {
  const wide = laidWith(otree, 'role').files.get('all_apps_wide-2026-03-14.csv');
  expect(new Set(wide?.columns.map(({ name }) => name)).size).toBe(wide?.columns.length);
  expect(wide?.rows[0]).toMatchObject({
    'form.1.player.role': null,
    'form.1.player.answer.role': expect.any(String) as unknown,
  });
});
