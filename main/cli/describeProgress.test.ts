import { expect, test } from 'vitest';
import type { SeatRow, SessionView } from '../../protocol/view';
import { describeProgress } from './describeProgress';

const seat = (scene: string, state: SeatRow['state']): SeatRow => ({
  seat: 'LAB01',
  participant: 'P',
  connected: true,
  scene,
  sceneIndex: 0,
  sceneKind: 'page',
  state,
  group: null,
  treatment: null,
});
const session: SessionView = {
  session: 'S',
  joinCode: '',
  study: {
    name: 's',
    title: '',
    version: '',
    hash: '',
    scenes: [
      { id: 'welcome', kind: 'page', title: '' },
      { id: 'play', kind: 'game', title: '' },
    ],
    seats: { min: 1, max: 4 },
    treatments: null,
  },
  phase: 'running',
  startedAtMs: 0,
  seats: [seat('welcome', 'active'), seat('play', 'active'), seat('play', 'waiting'), seat('play', 'finished')],
  games: [
    {
      game: 'play.LAB02',
      scene: 'play',
      members: {},
      phase: 'playing',
      paused: false,
      episode: 0,
      episodes: 2,
      canvas: { width: 1, height: 1 },
      tickHz: 30,
      error: null,
    },
  ],
  payment: null,
  notices: [],
};

test('says who is where, in the order of the study, and how far the games are', () => {
  const game = { episode: 1, tick: 40, rateHz: 30, lateP99Ms: 0, stepMs: 0, fallbacks: 0 };
  expect(describeProgress(session, { seats: {}, games: { 'play.LAB02': game, other: game }, recording: null })).toBe(
    '1 of 4 at the end; welcome 1, play 2; games at episode/tick 2/40',
  );
  expect(describeProgress(null, { seats: {}, games: {}, recording: null })).toBe('no session');
});
