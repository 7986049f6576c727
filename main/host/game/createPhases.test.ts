import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPhases, findFreeMoment } from './createPhases';

const periodMs = 1000 / 30;
const moments = fc.array(fc.double({ min: 0, max: 1e7, noNaN: true }), { maxLength: 40 });
const distanceMs = (one: number, other: number): number => {
  const apart = Math.abs(one - other) % periodMs;
  return Math.min(apart, periodMs - apart);
};
const nearestMs = (all: readonly number[]): number =>
  Math.min(...all.flatMap((one, index) => all.slice(index + 1).map((other) => distanceMs(one, other))));

test('a game that is alone is due at once', () => {
  expect(findFreeMoment([], periodMs, 1234.5)).toBe(1234.5);
});

test('a moment comes within one period, and no other keeps farther from those of the others', () => {
  fc.assert(
    fc.property(
      moments,
      fc.double({ min: 0, max: 1e7, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (others, atMs, share) => {
        const mine = findFreeMoment(others, periodMs, atMs);
        expect(mine).toBeGreaterThanOrEqual(atMs);
        expect(mine - atMs).toBeLessThan(periodMs);
        const anyOther = atMs + share * periodMs;
        for (const other of others)
          if (others.every((one) => distanceMs(anyOther, one) >= distanceMs(anyOther, other)))
            expect(Math.min(...others.map((one) => distanceMs(mine, one)))).toBeGreaterThanOrEqual(
              distanceMs(anyOther, other) - 1e-5,
            );
      },
    ),
  );
});

test('games that begin together are spread: none is nearer to another than half of its fair share', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 64 }), fc.double({ min: 0, max: 1e7, noNaN: true }), (count, atMs) => {
      const phases = createPhases();
      const all = Array.from({ length: count }, (_, index) => phases.take(`game-${index}`, periodMs, atMs));
      expect(nearestMs(all)).toBeGreaterThan(periodMs / count / 2 - 1e-5);
    }),
  );
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
