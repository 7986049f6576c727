import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from '../../../build/scripts/paths.mjs';

const ROWS_PER_APPEND = 5000;
const TICKS_PER_EPISODE = 5000;
const members = { left: { participant: 'p2345678' }, right: { policy: 'still' } };

/** Writes a record in which one participant and a policy play `ticks` ticks, through the journal's own writer. */
export async function makeLongRecord({ openJournal }, folder, ticks) {
  const file = join(folder, 'journal.sqlite');
  if (existsSync(file)) return;
  mkdirSync(folder, { recursive: true });
  const journal = await openJournal({ file, create: true, workerFile: inRoot('dist/host/record.cjs') });
  let rows = opening.map(eventRow);
  for (let nth = 0; nth < ticks; nth += 1) {
    const tick = (nth % TICKS_PER_EPISODE) + 1;
    const episode = Math.floor(nth / TICKS_PER_EPISODE);
    if (tick === 1) rows.push(eventRow({ type: 'episodeStarted', atMs: nth * 33, game: GAME, episode, seed: episode }));
    rows.push(tickRow(nth, episode, tick));
    if (rows.length < ROWS_PER_APPEND) continue;
    await journal.append(rows, { durable: true });
    rows = [];
  }
  await journal.append([...rows, eventRow({ type: 'sessionEnded', atMs: ticks * 33, reason: '' })], { durable: true });
  await journal.close();
}

const GAME = 'play.LAB01';
const words = { title: 'T', text: 't' };
const study = {
  name: 'long',
  title: 'A long session',
  version: '1',
  description: '',
  seats: { min: 1, max: 1 },
  environments: {
    count: { file: 'env.py', class: 'Count', runtime: 'pyodide', kwargs: {}, canvas: { width: 100, height: 100 } },
  },
  policies: { still: { kind: 'noop', action: 0 } },
  scenes: [
    {
      ...words,
      id: 'play',
      kind: 'game',
      environment: 'count',
      roles: { left: 'human', right: 'still' },
      fill: null,
      tickHz: 30,
      episodes: 1,
      maxTicks: TICKS_PER_EPISODE,
      keys: { ArrowLeft: 1 },
      defaultAction: 0,
      input: 'held',
      countdownMs: 0,
      waitMs: 1000,
      hashEvery: 10,
    },
    { ...words, id: 'bye', kind: 'end', completionCode: true },
  ],
};
const opening = [
  {
    type: 'sessionCreated',
    atMs: 0,
    session: 'abcd2345',
    joinCode: 'JOINME',
    study,
    studyHash: 'c'.repeat(64),
    seed: 7,
    appVersion: '0.1.0',
    wall: '2026-03-14T09:26:53.000+01:00',
  },
  { type: 'seatAdded', atMs: 0, seat: 'LAB01', participant: 'p2345678', tokenHash: '', station: '' },
  { type: 'sessionStarted', atMs: 0 },
  { type: 'gameFormed', atMs: 0, game: GAME, scene: 'play', group: null, members, seed: 11 },
];

const eventRow = (body) => ({
  kind: 'event',
  atMs: body.atMs,
  game: body.game ?? null,
  participant: body.participant ?? null,
  seat: body.seat ?? null,
  body,
});

/** Numbers that look like measured ones, the same every time. */
const noise = (nth) => ((nth * 2654435761) % 2 ** 32) / 2 ** 32;

const tickRow = (nth, episode, tick) => ({
  kind: 'tick',
  atMs: nth * 33 + noise(nth),
  game: GAME,
  participant: null,
  seat: null,
  body: {
    episode,
    tick,
    actions: { left: nth % 3, right: 0 },
    rewards: { left: nth % 100 === 0 ? 1 : 0, right: nth % 100 === 0 ? -1 : 0 },
    terminations: { left: false, right: false },
    truncations: { left: false, right: false },
    policies: { right: { policy: 'still', latencyMs: 1 + noise(nth + 1), fallback: null } },
    lateMs: noise(nth + 2),
    stepMs: 1 + noise(nth + 3),
    hash: tick % 10 === 0 ? `${(nth + 1e9).toString(16)}${'ab'.repeat(28)}` : null,
  },
});
