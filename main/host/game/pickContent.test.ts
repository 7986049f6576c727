import { expect, test } from 'vitest';
import { CONTENT_LIMIT, pickContent } from './pickContent';

const outcome = {
  ok: true as const,
  obs: { a: [1, 2], b: ['x'.repeat(CONTENT_LIMIT)] },
  rewards: {},
  terminations: {},
  truncations: {},
  infos: { a: { score: 3 } },
  frames: { '*': { set: [], del: ['ball'] } },
};
const none = { infos: false, observations: false, frames: false };

test('a tick holds what the study asks for, and nothing else', () => {
  expect(pickContent(none, outcome)).toEqual({});
  expect(pickContent({ ...none, infos: true, frames: true }, outcome)).toEqual({
    infos: { a: { score: 3 } },
    frames: { '*': { set: [], del: ['ball'] } },
  });
});

test('what is too large is left out as a whole, and its size told', () => {
  const length = JSON.stringify(outcome.obs).length;
  expect(pickContent({ ...none, infos: true, observations: true }, outcome)).toEqual({
    infos: { a: { score: 3 } },
    leftOut: { observations: length },
  });
  const fitting = { ...outcome, obs: { a: 'x'.repeat(CONTENT_LIMIT - '{"a":""}'.length) } };
  expect(pickContent({ ...none, observations: true }, fitting)).toEqual({ observations: fitting.obs });
});
