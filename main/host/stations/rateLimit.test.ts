import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isExhausted, type RateLimit, type RateState, startRate, stationRateLimit, takeMessage } from './rateLimit';

const arrivals = fc.array(
  fc.record({ afterMs: fc.oneof(fc.nat(400), fc.nat(20)), bytes: fc.oneof(fc.nat(70_000), fc.nat(200)) }),
  { maxLength: 400 },
);

function run(limit: RateLimit, list: { afterMs: number; bytes: number }[]) {
  let state: RateState = startRate(limit, 0);
  let atMs = 0;
  return list.map(({ afterMs, bytes }) => {
    atMs += afterMs;
    const step = takeMessage(state, limit, bytes, atMs);
    state = step.state;
    return { atMs, bytes, ...step };
  });
}

describe('takeMessage', () => {
  it('never lets more through than burst + rate × time, in messages and in bytes, over any stretch', () => {
    fc.assert(
      fc.property(arrivals, fc.nat(), fc.nat(), (list, a, b) => {
        const steps = run(stationRateLimit, list);
        if (steps.length === 0) return;
        const [from, to] = [a % steps.length, b % steps.length].sort((x, y) => x - y);
        const stretch = steps.slice(from, (to ?? 0) + 1);
        const passed = stretch.filter((step) => step.allowed);
        const seconds = ((stretch.at(-1)?.atMs ?? 0) - (stretch[0]?.atMs ?? 0)) / 1000;
        expect(passed.length).toBeLessThanOrEqual(
          stationRateLimit.messageBurst + seconds * stationRateLimit.messagesPerS + 1e-6,
        );
        const bytes = passed.reduce((sum, step) => sum + step.bytes, 0);
        expect(bytes).toBeLessThanOrEqual(stationRateLimit.byteBurst + seconds * stationRateLimit.bytesPerS + 1e-6);
      }),
    );
  });

  it('refuses bytes beyond the burst even when there are few messages', () => {
    const steps = run(
      stationRateLimit,
      Array.from({ length: 10 }, () => ({ afterMs: 0, bytes: 64 * 1024 })),
    );
    expect(steps.map(({ allowed }) => allowed)).toEqual([...Array<boolean>(8).fill(true), false, false]);
  });

  it('refuses nothing to a sender that keeps to the rate', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2_000), { maxLength: 500 }), (sizes) => {
        const everyMs = 1000 / stationRateLimit.messagesPerS;
        expect(
          run(
            stationRateLimit,
            sizes.map((bytes) => ({ afterMs: everyMs, bytes })),
          ).every((step) => step.allowed),
        ).toBe(true);
      }),
    );
  });

  it('takes a burst, then refuses, then serves again once time has passed', () => {
    const limit: RateLimit = { messagesPerS: 10, messageBurst: 3, bytesPerS: 1e6, byteBurst: 1e6, refusals: 5 };
    const steps = run(
      limit,
      [0, 0, 0, 0, 0, 100, 0].map((afterMs) => ({ afterMs, bytes: 1 })),
    );
    expect(steps.map((step) => step.allowed)).toEqual([true, true, true, false, false, true, false]);
  });

  it('is not fooled by a clock that stands still or goes back', () => {
    const limit: RateLimit = { messagesPerS: 1000, messageBurst: 1, bytesPerS: 1e6, byteBurst: 1e6, refusals: 5 };
    const first = takeMessage(startRate(limit, 1_000), limit, 1, 1_000);
    const back = takeMessage(first.state, limit, 1, 0);
    expect(back.allowed).toBe(false);
    expect(takeMessage(back.state, limit, 1, 1_000).allowed).toBe(false);
  });
});

describe('isExhausted', () => {
  it('comes with the last refusal a sender may have, and is forgiven at one a second', () => {
    const limit: RateLimit = { messagesPerS: 1, messageBurst: 1, bytesPerS: 1e6, byteBurst: 1e6, refusals: 3 };
    const steps = run(
      limit,
      [0, 0, 0, 0].map((afterMs) => ({ afterMs, bytes: 1 })),
    );
    expect(steps.map(({ state }) => isExhausted(state, limit))).toEqual([false, false, false, true]);
    const last = steps.at(-1);
    if (!last) throw new Error('there are steps');
    expect(isExhausted(takeMessage(last.state, limit, 1, last.atMs + 2_000).state, limit)).toBe(false);
  });
});
