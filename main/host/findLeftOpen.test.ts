import { expect, it } from 'vitest';
import type { RecordRow } from '../../protocol/view';
import { recordRow } from '../../tests/recordRow';
import { findLeftOpen } from './findLeftOpen.node';

/** Answers one list after the other, the last one again and again. */
function listsOf(...lists: RecordRow['state'][][]): { list(): Promise<RecordRow[]>; asked(): number } {
  let asked = 0;
  return {
    list: () => Promise.resolve((lists[Math.min(asked++, lists.length - 1)] ?? []).map((state) => recordRow(state))),
    asked: () => asked,
  };
}

it('finds what was interrupted at the first look', async () => {
  const lists = listsOf(['interrupted', 'ended', 'running']);
  expect(await findLeftOpen(lists.list, undefined)).toMatchObject({ state: 'interrupted' });
  expect(lists.asked()).toBe(1);
});

it('leaves alone what was left before another session was run', async () => {
  const lists = listsOf(['ended', 'interrupted']);
  expect(await findLeftOpen(lists.list, undefined)).toBeNull();
  expect(lists.asked()).toBe(1);
});

it('waits for a writer that is just dying', async () => {
  const lists = listsOf(['running'], ['running'], ['interrupted']);
  expect(await findLeftOpen(lists.list, undefined)).toMatchObject({ state: 'interrupted' });
  expect(lists.asked()).toBe(3);
});

it('does not wait for ever, and not at all where nobody writes', async () => {
  const busy = listsOf(['running']);
  expect(await findLeftOpen(busy.list, undefined, 200)).toBeNull();
  expect(busy.asked()).toBe(3);
  const still = listsOf(['ended', 'damaged']);
  expect(await findLeftOpen(still.list, undefined)).toBeNull();
  expect(still.asked()).toBe(1);
});

it('takes the record that is known to have been open, its session ended or not, and no other', async () => {
  const lists = listsOf(['interrupted', 'ended', 'damaged']);
  expect(await findLeftOpen(lists.list, '/records/ended')).toMatchObject({ state: 'ended' });
  expect(await findLeftOpen(lists.list, '/records/interrupted')).toMatchObject({ state: 'interrupted' });
  expect(await findLeftOpen(lists.list, '/records/damaged')).toBeNull();
  expect(await findLeftOpen(lists.list, '/records/deleted')).toBeNull();
  expect(await findLeftOpen(lists.list, null)).toBeNull();
});
