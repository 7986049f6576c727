import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answersDueMs, CATCH_UP_TICKS, catchUp, deadlineMs, startPacing } from './pacing';

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
        const caught = catchUp(pacing, tick, nowMs, (atMs) => atMs);
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

const moment = fc.double({ min: -10, max: 10, noNaN: true });

test('a policy has at least half a tick from the asking, and the tick waits for it no longer than one', () => {
  fc.assert(
    fc.property(rate, moment, fc.double({ min: 0, max: 10, noNaN: true }), (tickHz, askedPeriods, lateMs) => {
      const pacing = startPacing(tickHz, 1, 1000);
      const askedAtMs = 1000 - askedPeriods * pacing.periodMs;
      const nowMs = Math.max(1000, askedAtMs) + lateMs;
      const dueMs = answersDueMs(pacing, 1, askedAtMs, nowMs);
      expect(dueMs - askedAtMs).toBeGreaterThanOrEqual(pacing.periodMs * 0.4999);
      expect(dueMs).toBeLessThanOrEqual(Math.max(1000, askedAtMs + pacing.periodMs, nowMs + 2) + 1e-6);
      if (askedPeriods >= 0.501 && lateMs <= 2) expect(dueMs).toBe(1000);
    }),
  );
});

/** Plays ticks as the loop does, with a model that answers each of them; times in periods of 100 ms. */
function playStalls(courses: readonly { stall: number; step: number; latency: number }[]) {
  let pacing = startPacing(10, 1, 100);
  let nowMs = 0;
  let [askedAtMs, answerAtMs] = [0, 0];
  return courses.map(({ stall, step, latency }, index) => {
    const tick = index + 1;
    nowMs = Math.max(nowMs, deadlineMs(pacing, tick)) + stall * 100;
    if (answerAtMs > nowMs) nowMs = Math.max(nowMs, Math.min(answerAtMs, answersDueMs(pacing, tick, askedAtMs, nowMs)));
    const played = { isAnswered: answerAtMs <= nowMs, lateMs: nowMs - deadlineMs(pacing, tick) };
    nowMs += step * 100;
    askedAtMs = nowMs;
    answerAtMs = nowMs + latency * 100;
    pacing = catchUp(pacing, tick + 1, nowMs, (atMs) => atMs).pacing;
    return played;
  });
}

test('whatever stalls there are, a model that takes less than half a tick is never late, and ticks are caught up with', () => {
  const stall = fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.double({ min: 0, max: 9, noNaN: true }) },
  );
  const course = fc.record({
    stall,
    step: fc.double({ min: 0, max: 0.4, noNaN: true }),
    latency: fc.double({ min: 0, max: 0.49, noNaN: true }),
  });
  const calm = { stall: 0, step: 0.1, latency: 0.3 };
  fc.assert(
    fc.property(fc.array(course, { maxLength: 60 }), (courses) => {
      const played = playStalls([...courses, ...Array.from({ length: 12 }, () => calm)]);
      expect(played.filter(({ isAnswered }) => !isAnswered)).toEqual([]);
      expect(played[played.length - 1]?.lateMs).toBeCloseTo(0, 6);
    }),
  );
});
