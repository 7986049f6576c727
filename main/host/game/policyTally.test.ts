import { expect, test } from 'vitest';
import { sessionEvent } from '../../../protocol/event';
import type { PolicyDecision } from '../../../protocol/journal';
import { startProgress, summarizeEpisode } from './episodeProgress';
import { addDecisions, countFallbacks, listTallies, type PolicyTallies } from './policyTally';

const decided = (latencyMs: number | null, fallback: PolicyDecision['fallback'] = null): PolicyDecision => ({
  policy: 'm',
  latencyMs,
  fallback,
});

test('every answer is in a bin, every fallback is counted, and what was not asked is not', () => {
  const ticks: Record<string, PolicyDecision>[] = [
    { a: decided(0.3), b: { ...decided(null), policy: 'chance' } },
    { a: decided(0.3) },
    { a: decided(null, 'late') },
    { a: { ...decided(40, 'invalid'), lateAnswers: [{ tick: 3, latencyMs: 50 }] } },
    { a: decided(null, 'failed') },
    { a: decided(null) },
  ];
  const tallies = ticks.reduce<PolicyTallies>(addDecisions, new Map());
  const [only, ...others] = listTallies(tallies);
  expect(others).toEqual([]);
  expect(only).toMatchObject({
    agent: 'a',
    policy: 'm',
    asked: 5,
    fallbacks: { late: 1, invalid: 1, failed: 1 },
    lateAnswers: 1,
  });
  const [quick, slow] = only?.latency ?? [];
  expect(quick).toEqual([0.3, 2]);
  expect(slow?.[0]).toBeGreaterThanOrEqual(40);
  expect(slow?.[0]).toBeLessThan(40 * 1.02);
  expect(slow?.[1]).toBe(1);
  expect(countFallbacks(tallies)).toBe(3);
  const told = summarizeEpisode({ ...startProgress(['a']), policies: tallies }, 30, {});
  const event = { type: 'episodeEnded', atMs: 1, game: 'g', episode: 0, reason: 'maxTicks', ...told };
  expect(sessionEvent.parse(event)).toMatchObject({ policies: [{ agent: 'a', asked: 5 }] });
});

test('an episode without models says nothing of them', () => {
  expect(summarizeEpisode(startProgress(['a']), 30, {})).not.toHaveProperty('policies');
});
