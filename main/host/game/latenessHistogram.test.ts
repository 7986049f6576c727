import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addLateness, emptyLateness, latenessAt, listBins } from './latenessHistogram';

test('without ticks nothing was late', () => {
  expect(latenessAt(emptyLateness, 0.99)).toBe(0);
});

test('percentiles are those of the sorted list, to 2 % or 0.05 ms', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 60_000, noNaN: true }), { minLength: 1, maxLength: 200 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (late, quantile) => {
        const histogram = late.reduce(addLateness, emptyLateness);
        const sorted = [...late].sort((one, other) => one - other);
        const exact = sorted[Math.max(1, Math.ceil(quantile * late.length)) - 1] ?? 0;
        const found = latenessAt(histogram, quantile);
        expect(found).toBeGreaterThanOrEqual(exact - 1e-9);
        expect(found).toBeLessThanOrEqual(exact * 1.0201 + 0.0501);
        expect(histogram).toMatchObject({ count: late.length, maxMs: Math.max(...late) });
      },
    ),
  );
});

test('as a list it holds every tick once, each between the edges that are told', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 5000, noNaN: true }), { maxLength: 100 }), (lateMs) => {
      const bins = listBins(lateMs.reduce(addLateness, emptyLateness));
      expect(bins.reduce((sum, [, count]) => sum + count, 0)).toBe(lateMs.length);
      let below = 0;
      for (const [upToMs, count] of bins) {
        below += count;
        expect(lateMs.filter((ms) => ms <= upToMs + 0.001).length).toBeGreaterThanOrEqual(below);
        expect(lateMs.filter((ms) => ms <= upToMs * 0.999 - 0.001).length).toBeLessThanOrEqual(below);
      }
    }),
  );
});
