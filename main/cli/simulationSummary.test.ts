import { describe, expect, test } from 'vitest';
import type { SessionEvent } from '../../protocol/event';
import type { PolicyDecision, StoredRow, TickBody } from '../../protocol/journal';
import { createSummarizer, describeSummary, findShortfalls, quantile } from './simulationSummary';

const stored = { atMs: 0, game: null, participant: null, seat: null, seq: 1, wall: '' };
const event = (body: SessionEvent): StoredRow => ({ ...stored, kind: 'event', body });
const tick = (
  lateMs: number,
  latencyMs: number | null,
  fallback: 'late' | null = null,
  more: Partial<PolicyDecision> = {},
  number = 1,
): StoredRow => {
  const body: TickBody = {
    episode: 0,
    tick: number,
    actions: {},
    rewards: {},
    terminations: {},
    truncations: {},
    policies: { left: { policy: 'p', latencyMs, fallback, ...more } },
    lateMs,
    stepMs: 1,
    hash: null,
  };
  return { ...stored, kind: 'tick', body };
};
const seat = (participant: string): StoredRow =>
  event({ type: 'seatAdded', atMs: 0, seat: participant, participant, tokenHash: '', station: '' });
const finished = (participant: string): StoredRow =>
  event({ type: 'participantFinished', atMs: 0, participant, completionCode: null });
const ended = [
  event({ type: 'sessionStarted', atMs: 1000 }),
  event({ type: 'sessionEnded', atMs: 3500, reason: 'operator' }),
];

const sum = (rows: StoredRow[], pace: 'realtime' | 'lockstep' = 'realtime') => {
  const summarizer = createSummarizer(pace);
  rows.forEach((row) => summarizer.add(row));
  return summarizer.finish();
};

describe('a summary', () => {
  test('counts what the journal holds', () => {
    const summary = sum([seat('A'), seat('B'), finished('A'), tick(1, 3), tick(2, 5), tick(9, null, 'late'), ...ended]);
    expect(summary).toMatchObject({
      participants: 2,
      finished: 1,
      ticks: 3,
      fallbacks: 1,
      rows: 8,
      ended: true,
      seconds: 2.5,
      policyLatencyMs: { p50: 3, p99: 5 },
      tickLatenessMs: { p50: 2, p99: 9 },
    });
  });

  test('a late answer counts with the time it took, one that never came with the time it had', () => {
    const rows = [
      tick(0, null, 'late', { waitedMs: 33 }, 1),
      tick(0, null, 'late', { waitedMs: 34 }, 2),
      tick(0, 4, null, { lateAnswers: [{ tick: 1, latencyMs: 51 }] }, 3),
    ];
    expect(sum(rows).policyLatencyMs).toEqual({ p50: 34, p99: 51 });
  });

  test('tells no lateness where ticks have no deadline, and no latency where nothing was asked', () => {
    const summary = sum([tick(0, null)], 'lockstep');
    expect(summary).toMatchObject({ tickLatenessMs: null, policyLatencyMs: null });
    expect(describeSummary(summary)).toContain('not measured');
  });
});

describe('a simulation', () => {
  test('is fine when all have finished and the session was ended', () => {
    expect(findShortfalls(sum([seat('A'), finished('A'), ...ended]))).toEqual([]);
  });

  test('is not when somebody is left, the session goes on, or a game failed', () => {
    const failed = event({
      type: 'gameFailed',
      atMs: 0,
      game: 'g',
      episode: 0,
      tick: 3,
      error: { kind: 'raise', message: 'no' },
    });
    expect(findShortfalls(sum([seat('A'), seat('B'), finished('A'), failed]))).toEqual([
      '1 of 2 participants did not finish',
      'the session was not ended',
      'game g failed: no',
    ]);
  });
});

test('a quantile is a value that occurs', () => {
  const sorted = Array.from({ length: 100 }, (_, index) => index + 1);
  expect([0, 0.5, 0.99, 1].map((share) => quantile(sorted, share))).toEqual([1, 50, 99, 100]);
  expect(quantile([7], 0.5)).toBe(7);
});
