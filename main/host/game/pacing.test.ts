import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CATCH_UP_TICKS, catchUp, deadlineMs, startPacing } from './pacing';

const rate = fc.double({ min: 1, max: 120, noNaN: true });

test('deadlines do not drift: the n-th lies n periods after the first, however late ticks were', () => {
  fc.assert(
    fc.property(
      rate,
      fc.integer({ min: 1, max: 100_000 }),
      fc.double({ min: 0, max: 1e9, noNaN: true }),
      (tickHz, tick, atMs) => {
        const pacing = startPacing(tickHz, 1, atMs);
        expect(deadlineMs(pacing, tick) - atMs).toBeCloseTo(((tick - 1) * 1000) / tickHz, 3);
      },
    ),
  );
});

test('a short stall is caught up with, a long one moves the clock so that the tick is due now', () => {
  fc.assert(
    fc.property(
      rate,
      fc.integer({ min: 1, max: 1000 }),
      fc.double({ min: -2, max: 50, noNaN: true }),
      (tickHz, tick, periodsLate) => {
        const pacing = startPacing(tickHz, 1, 1000);
        const nowMs = deadlineMs(pacing, tick) + (periodsLate * 1000) / tickHz;
        const caught = catchUp(pacing, tick, nowMs);
        if (periodsLate > CATCH_UP_TICKS * 1.001) {
          expect(deadlineMs(caught.pacing, tick)).toBe(nowMs);
          expect(caught.movedMs).toBeCloseTo((periodsLate * 1000) / tickHz, 3);
        } else if (periodsLate < CATCH_UP_TICKS * 0.999) {
          expect(caught).toEqual({ pacing, movedMs: 0 });
        }
        expect(nowMs - deadlineMs(caught.pacing, tick)).toBeLessThanOrEqual((CATCH_UP_TICKS * 1000.001) / tickHz);
      },
    ),
  );
});
