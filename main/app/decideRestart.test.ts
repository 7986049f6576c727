import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideRestart } from './decideRestart';

test('three restarts in a minute, not a fourth; a minute after the first, again', () => {
  let restarts: number[] | null = [];
  for (const nowMs of [0, 100, 200]) {
    restarts = decideRestart(restarts ?? [], nowMs);
    expect(restarts).not.toBeNull();
  }
  expect(decideRestart(restarts ?? [], 59_999)).toBeNull();
  expect(decideRestart(restarts ?? [], 60_000)).toEqual([100, 200, 60_000]);
});

test('never more than three restarts in any minute, and never refused while there were fewer', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40_000 }), { maxLength: 40 }), (gapsMs) => {
      const done: number[] = [];
      let counted: number[] = [];
      let nowMs = 0;
      for (const gapMs of gapsMs) {
        nowMs += gapMs;
        const inLastMinute = done.filter((at) => nowMs - at < 60_000).length;
        const decided = decideRestart(counted, nowMs);
        expect(decided === null).toBe(inLastMinute >= 3);
        if (decided === null) continue;
        counted = decided;
        done.push(nowMs);
      }
    }),
  );
});
