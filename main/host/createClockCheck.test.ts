import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createClockCheck } from './createClockCheck';

function clocks(): {
  check: () => number | null;
  pass(ms: number): void;
  set(byMs: number): void;
  stall(ms: number): void;
} {
  let [wall, steady, stalled] = [Date.UTC(2026, 2, 14), 500, 0];
  const check = createClockCheck({
    wallMs() {
      steady += stalled;
      wall += stalled;
      stalled = 0;
      return wall;
    },
    steadyMs: () => steady,
  });
  check();
  return {
    check,
    pass(ms) {
      wall += ms;
      steady += ms;
    },
    set: (byMs) => void (wall += byMs),
    stall: (ms) => void (stalled = ms),
  };
}

it('tells an hour forward, an hour back, and neither twice', () => {
  const { check, pass, set } = clocks();
  for (const byMs of [3_600_000, -3_600_000, -1001]) {
    pass(1000);
    expect(check()).toBeNull();
    set(byMs);
    expect(check()).toBe(byMs);
    expect(check()).toBeNull();
  }
});

it('lets a second pass, and tells small corrections when they add up', () => {
  const { check, set } = clocks();
  set(1000);
  expect(check()).toBeNull();
  set(0.6);
  expect(check()).toBe(1001);
});

it('takes no process that stood still between two readings for a clock that was set', () => {
  const { check, stall, set } = clocks();
  stall(5000);
  expect(check()).toBeNull();
  set(2000);
  expect(check()).toBe(2000);
});

it('misses nothing: what was told and what is left make up what the clock was set by', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -5000, max: 5000 })), (sets) => {
      const { check, pass, set } = clocks();
      let told = 0;
      for (const byMs of sets) {
        pass(250);
        set(byMs);
        told += check() ?? 0;
      }
      expect(Math.abs(sets.reduce((sum, one) => sum + one, 0) - told)).toBeLessThanOrEqual(1000);
    }),
  );
});
