import type { JournalRow } from '../../../../protocol/journal';

export const noOne = { game: null, participant: null, seat: null };
export const eventAt = (atMs: number): JournalRow => ({
  kind: 'event',
  atMs,
  ...noOne,
  body: { type: 'sessionStarted', atMs },
});
export const tickOf = (game: string, episode: number, tick: number): JournalRow => ({
  kind: 'tick',
  atMs: tick * 33,
  ...noOne,
  game,
  body: {
    episode,
    tick,
    actions: { left: 1, right: 0 },
    rewards: { left: 0, right: 0 },
    terminations: { left: false, right: false },
    truncations: { left: false, right: false },
    policies: {},
    lateMs: 0.1,
    stepMs: 0.2,
    hash: null,
  },
});
