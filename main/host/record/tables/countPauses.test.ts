import { expect, test } from 'vitest';
import type { SessionEvent } from '../../../../protocol/event';
import { countPauses } from './countPauses';

type Said = 'sessionPaused' | 'sessionResumed' | 'gamePaused' | 'gameResumed';

/** What becomes of games g and h. `said`: what the operator did at which time; of games, with g. */
function count(said: [Said, number][]) {
  const pauses = countPauses(['g', 'h']);
  for (const [type, atMs] of said) {
    const more = type === 'sessionPaused' ? { reason: 'operator' } : type === 'sessionResumed' ? {} : { game: 'g' };
    pauses.add({ type, atMs, ...more } as SessionEvent, atMs);
  }
  return pauses;
}

test('a game stands still by itself, and with the session', () => {
  const pauses = count([
    ['gamePaused', 100],
    ['gameResumed', 150],
    ['sessionPaused', 200],
    ['sessionResumed', 300],
  ]);
  expect(pauses.take('g', 400)).toEqual({ pauses: 2, pausedMs: 150 });
  expect(pauses.take('h', 400)).toEqual({ pauses: 1, pausedMs: 100 });
  expect(pauses.take('x', 400)).toEqual({ pauses: 0, pausedMs: 0 });
});

test('both at once are one pause, until both are over', () => {
  const pauses = count([
    ['sessionPaused', 100],
    ['gamePaused', 150],
    ['sessionResumed', 200],
    ['gameResumed', 260],
  ]);
  expect(pauses.take('g', 300)).toEqual({ pauses: 1, pausedMs: 160 });
  expect(pauses.take('h', 300)).toEqual({ pauses: 1, pausedMs: 100 });
});

test('an episode that ends while it stands still has that time, and the next begins anew', () => {
  const pauses = count([['gamePaused', 100]]);
  expect(pauses.take('g', 250)).toEqual({ pauses: 1, pausedMs: 150 });
  expect(pauses.take('g', 300)).toEqual({ pauses: 0, pausedMs: 50 });
});
