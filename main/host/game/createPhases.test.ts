import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPhases, findFreeMoment } from './createPhases';

const periodMs = 1000 / 30;
const moments = fc.array(fc.double({ min: 0, max: 1e7, noNaN: true }), { minLength: 1, maxLength: 40 });
const distanceMs = (one: number, other: number): number => {
  const apart = Math.abs(one - other) % periodMs;
  return Math.min(apart, periodMs - apart);
};
const nearestMs = (all: readonly number[]): number =>
  Math.min(...all.flatMap((one, index) => all.slice(index + 1).map((other) => distanceMs(one, other))));

test('a game that is alone is due at once', () => {
  expect(findFreeMoment([], periodMs, 1234.5)).toBe(1234.5);
});

/** The moments of games that began together, as delays from then. */
function takeAll(count: number, atMs: number): number[] {
  const phases = createPhases();
  return Array.from({ length: count }, (_, index) => phases.take(`game-${index}`, periodMs, atMs));
}

test('a moment comes within one period, and no other keeps farther from those of the others, or others have it', () => {
  fc.assert(
    fc.property(
      moments,
      fc.double({ min: 0, max: 1e7, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (others, atMs, share) => {
        const mine = findFreeMoment(others, periodMs, atMs);
        expect(mine).toBeGreaterThanOrEqual(atMs);
        expect(mine - atMs).toBeLessThan(periodMs);
        const nearest = (toMs: number): number => Math.min(...others.map((one) => distanceMs(toMs, one)));
        const isShared = nearest(mine) < 1e-5;
        expect(nearest(atMs + share * periodMs)).toBeLessThan(isShared ? 4 + 1e-5 : nearest(mine) + 1e-5);
      },
    ),
  );
});

test('games that begin together are spread, four milliseconds apart or together, and none has many more with it than another', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 64 }), fc.double({ min: 0, max: 1e7, noNaN: true }), (count, atMs) => {
      const all = takeAll(count, atMs);
      for (const one of all) {
        const apart = all.map((other) => distanceMs(one, other));
        expect(apart.filter((ms) => ms > 1e-5 && ms < 4 - 1e-5)).toEqual([]);
        expect(apart.filter((ms) => ms <= 1e-5).length).toBeLessThanOrEqual(Math.ceil(count / 8));
      }
    }),
  );
});

test('up to eight games at 30 Hz have moments of their own', () => {
  const all = takeAll(8, 1234.5);
  expect(nearestMs(all)).toBeCloseTo(periodMs / 8, 5);
});

test('games of another rate, those that left, and its own last moment are not in the way of a game', () => {
  const phases = createPhases();
  phases.take('slow', 100, 0);
  expect(phases.take('one', 20, 0)).toBe(0);
  expect(phases.take('one', 20, 5)).toBe(5);
  expect(phases.take('two', 20, 5)).toBe(15);
  phases.leave('one');
  phases.leave('two');
  expect(phases.take('three', 20, 5)).toBe(5);
});
