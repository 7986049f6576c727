import type { Action } from '../../../../protocol/environment';
import type { SessionEvent } from '../../../../protocol/event';
import type { InputBody, JournalRow, TickBody } from '../../../../protocol/journal';
import type { Study } from '../../../../protocol/study';
import { noOne } from './journalRows';

const words = { title: 'T', text: 't' };
const survey = (...names: string[]): { pages: unknown[] } => ({
  pages: [{ name: 'page1', elements: names.map((name) => ({ type: 'text', name, title: `What about ${name}?` })) }],
});

const sampleStudy: Study = {
  name: 'sample',
  title: 'A sample',
  version: '1.2',
  description: '',
  seats: { min: 1, max: 4 },
  environments: {
    count: { file: 'env.py', class: 'Count', runtime: 'pyodide', kwargs: {}, canvas: { width: 100, height: 100 } },
  },
  policies: { still: { kind: 'noop', action: 0 } },
  blocks: [],
  scenes: [
    { ...words, id: 'quiz', kind: 'quiz', survey: survey('key'), key: { key: 'right' }, hints: {}, attempts: null },
    {
      ...words,
      id: 'play',
      kind: 'game',
      environment: 'count',
      roles: { left: 'human', right: 'still' },
      fill: null,
      takeOver: null,
      tickHz: 30,
      episodes: 2,
      maxTicks: 100,
      keys: { ArrowLeft: 1 },
      regions: {},
      pointer: null,
      padDeadZone: 0.3,
      defaultAction: 0,
      missingAction: {},
      input: 'held',
      turnTimeoutMs: 60_000,
      freezeMs: 0,
      countdownMs: 0,
      resumeMs: 3000,
      waitMs: 1000,
      hashEvery: 2,
      snapshotEvery: 300,
      record: { infos: false, observations: false, frames: false },
    },
    { ...words, id: 'form', kind: 'form', survey: survey('mood', 'age') },
    { ...words, id: 'bye', kind: 'end', completionCode: true },
  ],
};

/** Things that no export may hold. */
export const secrets = { token: 'f00dfeed'.repeat(8), station: 'DESKTOP-OF-BOB 10.0.0.7', joinCode: 'JOINME' };

const eventRow = (body: SessionEvent): JournalRow => ({
  kind: 'event',
  atMs: body.atMs,
  game: 'game' in body ? body.game : null,
  participant: 'participant' in body ? body.participant : null,
  seat: 'seat' in body ? body.seat : null,
  body,
});

export const created: SessionEvent = {
  type: 'sessionCreated',
  atMs: 0,
  session: 'abcd2345',
  joinCode: secrets.joinCode,
  study: sampleStudy,
  studyHash: 'c'.repeat(64),
  seed: 7,
  appVersion: '0.1.0',
  wall: '2026-03-14T09:26:53.000+01:00',
};

const game = 'play.LAB01';
const participant = 'p2345678';
const seat = 'LAB01';
export const sampleTick = (episode: number, tick: number, changes: Partial<TickBody> = {}): JournalRow => ({
  kind: 'tick',
  atMs: 1000 + episode * 1000 + tick * 33,
  ...noOne,
  game,
  body: {
    episode,
    tick,
    actions: { left: tick % 2, right: 0 },
    rewards: { left: 0.5, right: -0.5 },
    terminations: { left: tick === 4, right: tick === 4 },
    truncations: { left: false, right: false },
    policies: { right: { policy: 'still', latencyMs: null, fallback: null } },
    lateMs: 0.25,
    stepMs: 1.5,
    hash: tick % 2 === 0 ? `hash${episode}.${tick}` : null,
    ...changes,
  },
});
export const sampleInput = (seq: number, changes: Partial<InputBody> = {}): JournalRow => ({
  kind: 'input',
  atMs: 1000 + seq,
  game,
  participant,
  seat,
  body: {
    episode: 0,
    agent: 'left',
    seq,
    code: 'ArrowLeft',
    down: true,
    held: ['ArrowLeft'],
    tStationMs: 500 + seq,
    tHostMs: 1000 + seq,
    action: 1,
    fate: 'applied',
    tick: seq,
    ...changes,
  },
});
export const sampleShown = (seq: number, tShownMs: number): JournalRow => ({
  kind: 'shown',
  atMs: 1050 + seq,
  game,
  participant,
  seat,
  body: { seq, tick: seq, tShownMs },
});
export const sampleClock = (atMs: number, offsetMs: number): JournalRow => ({
  kind: 'clock',
  atMs,
  game: null,
  participant,
  seat,
  body: { offsetMs, errorMs: 0.75, rttMs: 1.5 },
});

const timing = { rateHz: 29.9, lateP50Ms: 0.1, lateP99Ms: 0.9, lateMaxMs: 1.2, lateTicks: 0 };
const endOf = (episode: number, atMs: number): SessionEvent => ({
  type: 'episodeEnded',
  atMs,
  game,
  episode,
  ticks: 4,
  reason: 'terminated',
  returns: { left: 2, right: -2 },
  infos: { left: { score: 3 }, right: {} },
  timing,
});

/** One participant's whole session, with a pause, a quiz in two attempts, two episodes and a form; a second declines nothing and answers nothing. */
export function sampleSession(essay: Action = '=cmd|calc', age: unknown = -5): JournalRow[] {
  const who = { participant };
  return [
    eventRow(created),
    eventRow({ type: 'seatAdded', atMs: 10, seat, ...who, tokenHash: secrets.token, station: secrets.station }),
    eventRow({ type: 'stationConnected', atMs: 11, seat, station: secrets.station }),
    eventRow({
      type: 'seatAdded',
      atMs: 12,
      seat: 'LAB02',
      participant: 'q2345678',
      tokenHash: secrets.token,
      station: secrets.station,
    }),
    eventRow({ type: 'sessionStarted', atMs: 20 }),
    eventRow({ type: 'sceneEntered', atMs: 20, ...who, index: 0, scene: 'quiz' }),
    eventRow({
      type: 'quizAttempted',
      atMs: 100,
      ...who,
      scene: 'quiz',
      attempt: 1,
      answers: { key: 'wrong' },
      wrong: ['key'],
    }),
    eventRow({ type: 'sessionPaused', atMs: 200, reason: '' }),
    eventRow({ type: 'operatorActed', atMs: 201, by: 'console', action: 'session:pause', about: {}, refusal: null }),
    eventRow({ type: 'sessionResumed', atMs: 250 }),
    eventRow({
      type: 'quizAttempted',
      atMs: 300,
      ...who,
      scene: 'quiz',
      attempt: 2,
      answers: { key: 'right' },
      wrong: [],
    }),
    eventRow({ type: 'sceneLeft', atMs: 300, ...who, scene: 'quiz', reason: 'done' }),
    eventRow({ type: 'sceneEntered', atMs: 300, ...who, index: 1, scene: 'play' }),
    eventRow({
      type: 'gameFormed',
      atMs: 300,
      game,
      scene: 'play',
      group: null,
      members: { left: who, right: { policy: 'still' } },
      seed: 11,
    }),
    eventRow({ type: 'episodeStarted', atMs: 1000, game, episode: 0, seed: 12 }),
    sampleClock(1000, 400),
    sampleTick(0, 1),
    sampleInput(1),
    sampleTick(0, 2),
    sampleShown(1, 540),
    eventRow({
      type: 'gameRestored',
      atMs: 1090,
      game,
      episode: 0,
      tick: 2,
      gapMs: 40,
      reason: 'the interpreter was gone',
    }),
    sampleTick(0, 3),
    sampleInput(2, { fate: 'unmapped', tick: null, code: 'KeyX', action: null }),
    sampleTick(0, 4),
    eventRow(endOf(0, 1200)),
    eventRow({ type: 'episodeStarted', atMs: 2000, game, episode: 1, seed: 13 }),
    sampleTick(1, 1),
    sampleTick(1, 2, { policies: { right: { policy: 'still', latencyMs: 40.5, fallback: 'late' } } }),
    sampleTick(1, 3),
    sampleTick(1, 4),
    eventRow(endOf(1, 2200)),
    eventRow({ type: 'gameFinished', atMs: 2200, game }),
    eventRow({ type: 'sceneLeft', atMs: 2200, ...who, scene: 'play', reason: 'gameOver' }),
    eventRow({ type: 'sceneEntered', atMs: 2200, ...who, index: 2, scene: 'form' }),
    eventRow({ type: 'stationDisconnected', atMs: 2300, seat }),
    eventRow({ type: 'stationConnected', atMs: 2400, seat, station: secrets.station }),
    eventRow({
      type: 'answersSubmitted',
      atMs: 3000,
      ...who,
      scene: 'form',
      answers: { mood: essay, age, extra: ['a', { b: 1 }] },
    }),
    eventRow({ type: 'sceneLeft', atMs: 3000, ...who, scene: 'form', reason: 'done' }),
    eventRow({ type: 'sceneEntered', atMs: 3000, ...who, index: 3, scene: 'bye' }),
    eventRow({ type: 'participantFinished', atMs: 3000, ...who, completionCode: 'CODE2345' }),
    eventRow({ type: 'sessionEnded', atMs: 4000, reason: 'the operator ended it' }),
    eventRow({
      type: 'operatorActed',
      atMs: 4001,
      by: 'console',
      action: 'session:start',
      about: {},
      refusal: { code: 'session/ended', message: 'This session has ended. Create a new one.' },
    }),
  ];
}
