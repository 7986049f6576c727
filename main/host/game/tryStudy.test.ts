import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PolicySpec } from '../../../protocol/study';
import { makeLinearModel } from '../../../tests/game/makeOnnx';
import {
  faultyStudy,
  makeSpec,
  observeGame,
  openPlayFixture,
  type PlayFixture,
  pythonPolicy,
} from '../../../tests/game/playFixture';
import { createBots } from './createBots.node';
import type { Bots } from './Bots';
import type { EpisodeRecord, StudySource } from './GameSpec';
import { openReplay } from './openReplay';
import { rerunEpisode } from './rerunEpisode';
import { tryEnvironment } from './tryEnvironment';
import { tryPolicy } from './tryPolicy';

let fixture: PlayFixture;
let bots: Bots;
beforeAll(async () => {
  fixture = await openPlayFixture(1);
  bots = createBots(fixture.helpers);
});
afterAll(async () => {
  await bots.close();
  await fixture.close();
});

describe('an episode run again', () => {
  test('gives the hashes that were recorded, the last tick included; other actions give others', async () => {
    const observed = observeGame(fixture.pool, makeSpec('counter.py', 'Counter', { pace: 'lockstep', maxTicks: 437 }), {
      answer: (tick) => (tick % 3 === 0 ? ['ArrowLeft'] : []),
    });
    observed.game.start();
    await observed.game.done;
    const actions = observed.ticks().map((tick) => tick.actions);
    const { environment } = makeSpec('counter.py', 'Counter');
    const record: EpisodeRecord = { study: faultyStudy, environment, seed: 1000, actions, tickHz: 30, hashEvery: 10 };
    const told: number[] = [];
    const hashes = await rerunEpisode(fixture.pool, record, (tick) => told.push(tick));
    expect(Object.fromEntries(hashes)).toEqual(observed.hashes());
    expect(hashes.size).toBe(44);
    expect(told[told.length - 1]).toBe(437);

    const changed = actions.map((joint, index) => (index === 100 ? { ...joint, a: 3 } : joint));
    const replay = await openReplay(fixture.pool, record);
    const begun = await replay.next();
    expect(begun.frames['*']?.reset).toBe(true);
    const looked = new Map<number, string>();
    for (let tick = 1; tick <= 437; tick += 1) {
      const { hash, ...step } = await replay.next();
      expect(step.tick).toBe(tick);
      if (hash !== null) looked.set(tick, hash);
    }
    expect(looked).toEqual(hashes);
    await expect(replay.next()).rejects.toThrow('437 ticks');
    replay.close();

    const others = await rerunEpisode(fixture.pool, { ...record, actions: changed });
    expect(others.get(100)).toBe(hashes.get(100));
    expect(others.get(110)).not.toBe(hashes.get(110));
  });
});

describe('an environment on trial', () => {
  const trial = (file: string, className: string, kwargs: Record<string, unknown> = {}) =>
    tryEnvironment(fixture.pool, faultyStudy, makeSpec(file, className, {}, kwargs).environment, [0, 1, 2]);

  test('is fine when it gives the same twice', async () => {
    expect(await trial('counter.py', 'Counter')).toMatchObject({
      agents: ['a', 'b'],
      first: { obs: { a: [1, 0], b: [1, 0] } },
      ticks: 50,
      problems: [],
    });
  });
  test('may end before', async () => {
    expect(await trial('counter.py', 'Counter', { end: 7 })).toMatchObject({ ticks: 7, problems: [] });
  });
  test('is found out when it depends on more than its seed', async () => {
    expect((await trial('unseeded.py', 'Unseeded')).problems).toMatchObject([
      {
        rule: 'repeats',
        kind: 'contract',
        file: 'unseeded.py',
        message: expect.stringMatching(/random\.Random\(seed\)/) as unknown,
      },
    ]);
  });
  test('is told with its line when it raises', async () => {
    expect((await trial('raises.py', 'Raises')).problems).toMatchObject([
      { kind: 'raise', file: 'raises.py', line: 14 },
    ]);
  });
  test('is told when it cannot be loaded', async () => {
    expect(await trial('syntax.py', 'Broken')).toMatchObject({ agents: [], problems: [{ kind: 'syntax', line: 2 }] });
  });
});

describe('a policy on trial', () => {
  const model = makeLinearModel([
    [1, 0, 0],
    [0, 1, 0],
  ]);
  const study: StudySource = {
    id: 'policies',
    readFiles: () => faultyStudy.readFiles(),
    readFile: (path) => (path === 'p.onnx' ? Promise.resolve(model) : Promise.reject(new Error(`there is no ${path}`))),
  };
  const makePolicy = (changed: Partial<Extract<PolicySpec, { kind: 'onnx' }>> = {}): PolicySpec => ({
    kind: 'onnx',
    model: 'p.onnx',
    metadata: {
      name: 'p',
      kind: 'onnx',
      sha256: createHash('sha256').update(model).digest('hex'),
      input: { name: 'obs', shape: [null, 2], dtype: 'float32' },
      output: { name: 'logits', shape: [null, 3] },
      actionHead: 'argmax',
      actionMap: { b: [0, 2] },
    },
    fallback: 0,
    ...changed,
  });

  test('is fine when it acts for its role', async () => {
    expect(
      await tryPolicy({ bots, pool: fixture.pool }, study, 'fine', makePolicy(), [{ agent: 'a', observation: [0, 1] }]),
    ).toBeNull();
    expect(await tryPolicy({ bots, pool: fixture.pool }, study, 'fine', makePolicy(), [])).toBeNull();
    expect(await tryPolicy({ bots, pool: fixture.pool }, study, 'chance', { kind: 'noop', action: 0 }, [])).toBeNull();
  });
  test('is told what is allowed, where something is not', async () => {
    const roles = [{ agent: 'a', observation: [1, 2], allowed: [2, 4] }];
    expect(await tryPolicy({ bots, pool: fixture.pool }, study, 'obeys', pythonPolicy('Obeys'), roles)).toBeNull();
  });
  test.each([
    [
      'an observation of another length',
      makePolicy(),
      [{ agent: 'a', observation: [1, 2, 3] }],
      /takes 2 numbers .* observes 3/,
    ],
    [
      'an observation that is no list of numbers',
      makePolicy(),
      [{ agent: 'a', observation: 'up' }],
      /no list of finite numbers/,
    ],
    ['a file that is not there', makePolicy({ model: 'q.onnx' }), [], /there is no q.onnx/],
    [
      'a class that must know what is allowed, and is not told',
      pythonPolicy('Obeys'),
      [{ agent: 'a', observation: [1, 2] }],
      /'NoneType' object is not subscriptable/,
    ],
  ])('is told: %s', async (name, policy, roles, words) => {
    expect((await tryPolicy({ bots, pool: fixture.pool }, study, name, policy, roles))?.message).toMatch(words);
  });
});
