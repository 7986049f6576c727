import { expect, test } from 'vitest';
import { decideJointAction } from './jointAction';

test('everybody acts: keys, chance, a model, and the fallback of a model that has not answered', () => {
  const model = { by: 'mind' as const, policy: 'm', lateAnswers: [], fallback: 9 };
  expect(
    decideJointAction({
      human: { by: 'human', action: 1 },
      chance: { by: 'policy', policy: 'r', action: 2 },
      quick: { ...model, answer: { state: 'answered', action: 3, latencyMs: 4 } },
      slow: { ...model, answer: { state: 'pending', waitedMs: 33 }, lateAnswers: [{ tick: 6, latencyMs: 40 }] },
      skipped: { ...model, answer: { state: 'pending', waitedMs: null } },
      mad: { ...model, answer: { state: 'invalid', latencyMs: 5 } },
      dead: { ...model, answer: { state: 'failed', latencyMs: null } },
    }),
  ).toEqual({
    actions: { human: 1, chance: 2, quick: 3, slow: 9, skipped: 9, mad: 9, dead: 9 },
    policies: {
      chance: { policy: 'r', latencyMs: null, fallback: null },
      quick: { policy: 'm', latencyMs: 4, fallback: null },
      slow: { policy: 'm', latencyMs: null, fallback: 'late', waitedMs: 33, lateAnswers: [{ tick: 6, latencyMs: 40 }] },
      skipped: { policy: 'm', latencyMs: null, fallback: 'late' },
      mad: { policy: 'm', latencyMs: 5, fallback: 'invalid' },
      dead: { policy: 'm', latencyMs: null, fallback: 'failed' },
    },
  });
});
