import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ClockSample, clockOffset } from './clockOffset';

it('knows nothing without samples', () => {
  expect(clockOffset([])).toBeNull();
});

it('takes the sample with the shortest round trip', () => {
  const offset = clockOffset([
    { t0: 0, t1: 130, t3: 60 },
    { t0: 100, t1: 202, t3: 104 },
    { t0: 200, t1: 380, t3: 290 },
  ]);
  expect(offset?.offsetMs).toBe(100);
  expect(offset?.rttMs).toBe(4);
});

it('passes over samples that no clock can have given', () => {
  expect(clockOffset([{ t0: 10, t1: 5, t3: 4 }])).toBeNull();
  expect(clockOffset([{ t0: 10, t1: Number.NaN, t3: 14 }])).toBeNull();
});

it('recovers an offset of up to ±500 ms under 50 ppm of drift to within 2.2 ms, and says so', () => {
  const exchange = fc.record({
    out: fc.double({ min: 0.2, max: 40, noNaN: true }),
    back: fc.double({ min: 0.2, max: 40, noNaN: true }),
  });
  fc.assert(
    fc.property(
      fc.double({ min: -500, max: 500, noNaN: true }),
      fc.double({ min: -50e-6, max: 50e-6, noNaN: true }),
      fc.array(exchange, { minLength: 10, maxLength: 10 }),
      fc.nat(9),
      (offsetMs, drift, exchanges, quick) => {
        const hostAt = (stationMs: number) => stationMs * (1 + drift) + offsetMs;
        const samples: ClockSample[] = exchanges.map(({ out, back }, index) => {
          const t0 = index * 2_000;
          // On a LAN at least one exchange of the last twenty seconds meets no queue.
          const [go, come] = index === quick ? [0.3, 0.4] : [out, back];
          return { t0, t1: hostAt(t0 + go), t3: t0 + go + come };
        });
        const last = samples.at(-1);
        const found = clockOffset(samples);
        if (!last || !found) throw new Error('there are samples');
        const trueOffsetMs = hostAt(last.t3) - last.t3;
        const missMs = Math.abs(found.offsetMs - trueOffsetMs);
        expect(missMs).toBeLessThanOrEqual(found.errorMs + 1e-9);
        // What is taken is no worse than the sample without a queue: 0.35 ms of path, and 0.1 ms for each second of its age.
        const ageMs = last.t3 - (samples[quick]?.t3 ?? 0);
        expect(found.errorMs).toBeLessThanOrEqual(0.35 + ageMs * 1e-4 + 1e-9);
        expect(found.errorMs).toBeLessThan(2.2);
      },
    ),
  );
});
