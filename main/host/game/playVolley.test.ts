import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { policyMetadata } from '../../../protocol/policy';
import { makeSpec, observeGame, openPlayFixture, type PlayFixture } from '../../../tests/game/playFixture';
import type { Bots } from './Bots';
import { createBots } from './createBots.node';
import type { GameSpec } from './GameSpec';
import { openStudySource } from './openStudySource.node';
import { rerunEpisode } from './rerunEpisode';
import { tryEnvironment } from './tryEnvironment';
import { listRoles } from './listRoles';
import { tryPolicy } from './tryPolicy';

const folder = fileURLToPath(new URL('../../../environments/volley', import.meta.url));
const study = openStudySource(folder, 'volley');
const metadata = policyMetadata.parse(JSON.parse(readFileSync(`${folder}/policies/partner.json`, 'utf8')));
const partner = { kind: 'onnx' as const, model: 'policies/partner.onnx', metadata, fallback: 0 };
const volley = (changed: Partial<GameSpec>): GameSpec => ({
  ...makeSpec('env.py', 'SlimeVolley'),
  study,
  environment: {
    file: 'env.py',
    class: 'SlimeVolley',
    runtime: 'pyodide',
    kwargs: {},
    canvas: { width: 800, height: 450 },
  },
  members: { left: { participant: 'AAAAAAAA', seat: 'LAB01' }, right: { policy: 'partner' } },
  policies: { partner },
  keys: { ArrowLeft: 1, ArrowRight: 2, Space: 3, 'ArrowLeft+Space': 4, 'ArrowRight+Space': 5 },
  hashEvery: 30,
  ...changed,
});

let fixture: PlayFixture;
let bots: Bots;
beforeAll(async () => {
  fixture = await openPlayFixture(1);
  bots = createBots(fixture.helpers);
  await fixture.pool.warm(2);
});
afterAll(async () => {
  await bots.close();
  await fixture.close();
});

test('the bundled game keeps its rate with its trained partner, and what was played can be run again', async () => {
  const observed = observeGame(fixture.pool, volley({ maxTicks: 120, countdownMs: 200 }), { bots });
  observed.game.start();
  await observed.game.done;
  const ticks = observed.ticks();
  expect(ticks).toHaveLength(120);
  const ended = observed.notices.find((notice) => notice.type === 'episodeEnded');
  expect(ended).toMatchObject({ reason: 'maxTicks', ticks: 120 });
  // The partner acts on what it sees: it answers nearly always in time, and does more than one thing.
  expect(ticks.filter(({ policies }) => policies.right?.fallback === null).length).toBeGreaterThan(100);
  expect(new Set(ticks.map(({ actions }) => actions.right)).size).toBeGreaterThan(1);
  const hashes = await rerunEpisode(fixture.pool, {
    study,
    environment: volley({}).environment,
    seed: 1000,
    actions: ticks.map(({ actions }) => actions),
    tickHz: 30,
    hashEvery: 30,
  });
  expect(Object.fromEntries(hashes)).toEqual(observed.hashes());
  expect(Object.keys(observed.hashes())).toEqual(['30', '60', '90', '120']);
});

test('in lockstep a whole episode against the partner is the same twice', async () => {
  const playOnce = async (): Promise<Record<number, string>> => {
    const observed = observeGame(fixture.pool, volley({ pace: 'lockstep', maxTicks: 600 }), {
      bots,
      answer: (tick) => (tick % 40 < 20 ? ['ArrowRight'] : ['Space']),
    });
    observed.game.start();
    await observed.game.done;
    expect(observed.notices.map(({ type }) => type)).toContain('finished');
    expect(observed.ticks().every(({ policies }) => policies.right?.fallback === null)).toBe(true);
    return observed.hashes();
  };
  const hashes = await playOnce();
  expect(await playOnce()).toEqual(hashes);
  expect(Object.keys(hashes).length).toBeGreaterThan(5);
});

test('it passes the trials that a study is put to before anybody plays', async () => {
  const trial = await tryEnvironment(fixture.pool, study, volley({}).environment, [0, 1, 2, 3, 4, 5]);
  expect(trial).toMatchObject({ agents: ['left', 'right'], ticks: 50, problems: [] });
  const roles = listRoles(trial.agents, trial.first);
  expect(await tryPolicy({ bots, pool: fixture.pool }, study, 'partner', partner, roles)).toBeNull();
});
