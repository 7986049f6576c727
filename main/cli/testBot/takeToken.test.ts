import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Bucket, takeToken } from './takeToken';

const limit = { perS: 100, burst: 20 };

test('messages that wait as told never exceed the rate, and the burst goes at once', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 200 }), (gapsMs) => {
      let bucket: Bucket = { tokens: limit.burst, atMs: 0 };
      let nowMs = 0;
      const sentMs = gapsMs.map((gapMs, index) => {
        nowMs += gapMs;
        const taken = takeToken(bucket, limit, nowMs);
        bucket = taken.bucket;
        if (index < limit.burst) expect(taken.waitMs).toBe(0);
        return nowMs + taken.waitMs;
      });
      for (const [index, atMs] of sentMs.entries()) {
        const within = sentMs.filter((other) => other >= atMs && other < atMs + 1000).length;
        expect(within).toBeLessThanOrEqual(limit.perS + limit.burst + 1);
        if (index > 0) expect(atMs).toBeGreaterThanOrEqual(sentMs[index - 1] ?? 0);
      }
    }),
  );
});
