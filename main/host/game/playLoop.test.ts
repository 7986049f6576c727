import { describe, expect, test } from 'vitest';
import type { PolicySpec } from '../../../protocol/study';
import type { Bots } from './Bots';
import type { GameSpec } from './GameSpec';
import { rerunEpisode } from './rerunEpisode';
import { makeSpec, observeGame, type ObservedGame, turnsStudy } from '../../../tests/game/playFixture';
import { onPlayFixture } from '../../../tests/game/onPlayFixture';

const fixture = onPlayFixture();

const start = (spec: GameSpec, options: Parameters<typeof observeGame>[2] = {}): ObservedGame => {
  const observed = observeGame(fixture.pool, spec, options);
  observed.game.start();
  return observed;
};
const played = ({ ticks }: ObservedGame, agent = 'a'): unknown[] =>
  ticks().map(({ actions, standIns }) => [actions[agent], standIns?.[agent]]);

describe('an action that is missing', () => {
  const counter = (changed: Partial<GameSpec>): GameSpec => makeSpec('counter.py', 'Counter', changed);
  /** Agent a's keys, tick by tick. */
  const keysAt = [[], [], ['ArrowLeft'], [], ['KeyQ'], ['ArrowRight'], [], []];
  const lockstep = { pace: 'lockstep' as const, maxTicks: keysAt.length };
  const answer = (tick: number): string[] => keysAt[tick - 1] ?? [];

  test('last: the action before goes on, from the default at the beginning of each episode, also after a loss', async () => {
    const spec = counter({ ...lockstep, missingAction: { a: 'last' }, episodes: 2 });
    const observed = start(spec, { answer });
    await observed.game.done;
    const expected = [0, 0, 1, 1, 1, 2, 2, 2].map((action, index) => [
      action,
      answer(index + 1).some((code) => code.startsWith('Arrow')) ? undefined : 'last',
    ]);
    expect(played(observed)).toEqual([...expected, ...expected]);
    const ticks = observed.ticks().filter(({ episode }) => episode === 0);
    const rest = start(
      { ...spec, episodes: 1, from: { episode: 0, ticks: ticks.slice(0, 4), lostAtMs: 0 } },
      { answer },
    );
    await rest.game.done;
    expect(played(rest)).toEqual(expected.slice(4));
    expect(rest.hashes()).toEqual(
      Object.fromEntries(Object.entries(observed.hashes()).filter(([at]) => Number(at) > 4)),
    );
  });

  test('default is as without a word, and is not told', async () => {
    const observed = start(counter({ ...lockstep, missingAction: { a: 'default' } }), { answer });
    await observed.game.done;
    expect(played(observed)).toEqual([0, 0, 1, 0, 0, 2, 0, 0].map((action) => [action, undefined]));
  });

  test('a policy: it plays where the person does not, and its decisions are recorded', async () => {
    const policies: Record<string, PolicySpec> = {
      chance: { kind: 'random', actions: [0, 1, 2, 3] },
      statue: { kind: 'noop', action: 3 },
    };
    const spec = counter({ ...lockstep, policies, missingAction: { a: 'statue' } });
    const observed = start(spec, { answer });
    await observed.game.done;
    expect(played(observed)).toEqual(
      [3, 3, 1, 3, 3, 2, 3, 3].map((action) => [action, action === 3 ? 'policy' : undefined]),
    );
    const statue = { policy: 'statue', latencyMs: null, fallback: null };
    expect(observed.ticks().map((body) => body.policies.a)).toEqual([
      statue,
      statue,
      undefined,
      statue,
      statue,
      undefined,
      statue,
      statue,
    ]);
    const rerun = await rerunEpisode(fixture.pool, {
      study: spec.study,
      environment: spec.environment,
      seed: 1000,
      actions: observed.ticks().map(({ actions }) => actions),
      tickHz: spec.tickHz,
      hashEvery: spec.hashEvery,
    });
    expect(Object.fromEntries(rerun)).toEqual(
      Object.fromEntries(Object.entries(observed.hashes()).map(([tick, hash]) => [Number(tick), hash])),
    );
  });

  test('a model is asked about every tick, in real time too, and its fallback is its own', async () => {
    const metadata = {
      name: 'm',
      kind: 'onnx' as const,
      sha256: '0'.repeat(64),
      input: { name: 'obs', shape: ['batch', 2], dtype: 'float32' as const },
      output: { name: 'logits', shape: ['batch', 3] },
      actionHead: 'argmax' as const,
    };
    const policies: Record<string, PolicySpec> = {
      chance: { kind: 'random', actions: [0, 1, 2, 3] },
      model: { kind: 'onnx', model: 'counter.py', metadata, fallback: 3 },
    };
    const seen: (number | undefined)[] = [];
    const bots: Bots = {
      load: () => Promise.resolve(),
      infer: (_, obs) => {
        seen.push(obs[1]);
        return seen.length % 3 === 0
          ? new Promise(() => undefined)
          : Promise.resolve({ output: [0, 1, 0], inferMs: 0.1 });
      },
      close: () => Promise.resolve(),
    };
    const observed = start(counter({ maxTicks: 6, policies, missingAction: { a: 'model' } }), { bots });
    await observed.game.done;
    // The third question is never answered, and a model is asked one thing at a time.
    expect(seen).toEqual([0, 1, 2]);
    expect(played(observed)).toEqual([1, 1, 3, 3, 3, 3].map((action) => [action, 'policy']));
    expect(observed.ticks().map((body) => body.policies.a?.fallback)).toEqual([
      null,
      null,
      'late',
      'late',
      'late',
      'late',
    ]);
  });

  test('a policy that the study does not have is told by name', async () => {
    const observed = start(counter({ missingAction: { a: 'nobody' } }));
    await observed.game.done;
    const [failed, ...more] = observed.notices;
    expect(more).toEqual([]);
    expect(failed?.type === 'failed' && failed.error.message).toContain('nobody');
  });

  test('in a turn whose time is over: the last action again, or a policy, and nothing that is forbidden', async () => {
    const human = (agent: string) => ({ participant: agent.toUpperCase().repeat(8), seat: `LAB-${agent}` });
    const spec = makeSpec(
      'stones.py',
      'Stones',
      {
        study: turnsStudy,
        members: { a: human('a'), b: human('b') },
        policies: { one: { kind: 'noop', action: 0 } },
        keys: { Digit1: 0, Digit2: 1, Digit3: 2 },
        turnTimeoutMs: 80,
        missingAction: { a: 'last', b: 'one' },
        defaultAction: 1,
      },
      { stones: 4, players: 2 },
    );
    const observed = start(spec);
    await observed.game.done;
    expect(
      observed
        .ticks()
        .map(({ actions, timedOut, standIns, policies }) => [actions, timedOut, standIns, Object.keys(policies)]),
    ).toEqual([
      [{ a: 1 }, ['a'], { a: 'last' }, []],
      [{ b: 0 }, ['b'], { b: 'policy' }, ['b']],
      [{ a: 0 }, ['a'], { a: 'last' }, []],
    ]);
  });
});

test('a frozen picture is seen whole before it is counted down; keys do nothing then, and are told so', async () => {
  const spec = makeSpec('counter.py', 'Counter', { freezeMs: 300, countdownMs: 200, maxTicks: 2, episodes: 2 });
  const observed = start(spec);
  let seq = 0;
  const press = (code: string, down: boolean): void =>
    observed.game.input('a', { seq: ++seq, tStationMs: 0, code, down, held: down ? [code] : [] }, performance.now());
  const framesOf = (episode: number) =>
    observed.frames.filter(({ seer, frame }) => seer === 'a' && frame.episode === episode).map(({ frame }) => frame);
  for (const episode of [0, 1]) {
    await observed.until(() => framesOf(episode).length > 0);
    press('ArrowLeft', true);
    press('ArrowLeft', false);
    expect(observed.game.keyframe('a')?.frozenMs).toBeGreaterThan(0);
    if (episode === 1) {
      // A pause is none of it.
      observed.game.pause();
      press('KeyQ', true);
      const other = start(makeSpec('counter.py', 'Counter', { game: 'meanwhile', maxTicks: 15 }));
      await other.game.done;
      observed.game.resume();
      press('KeyQ', false);
    }
    await observed.until(() =>
      framesOf(episode).some(({ frozenMs, countdownMs }) => frozenMs === undefined && countdownMs > 0),
    );
    press('ArrowRight', true);
    press('ArrowRight', false);
    const [first] = framesOf(episode);
    expect(first).toMatchObject({ tick: 0, delta: { reset: true } });
    expect(first?.frozenMs).toBeGreaterThan(200);
    expect((first?.countdownMs ?? 0) - (first?.frozenMs ?? 0)).toBeCloseTo(200, 3);
  }
  await observed.game.done;
  const fates = observed.rows.flatMap(({ kind, body }) =>
    kind === 'input' ? [`${body.episode} ${body.code} ${body.fate}`] : [],
  );
  const twice = (line: string): string[] => [line, line];
  expect(fates).toEqual([
    ...twice('0 ArrowLeft frozen'),
    ...twice('0 ArrowRight late'),
    ...twice('1 ArrowLeft frozen'),
    '1 KeyQ late',
    '1 KeyQ frozen',
    ...twice('1 ArrowRight late'),
  ]);
  expect(played(observed)).toEqual(Array(4).fill([0, undefined]));
});

test('a text above the canvas is each one’s own, is in a whole picture, and is recorded when it changes', async () => {
  const record = { infos: false, observations: false, frames: true };
  const observed = start(makeSpec('speaks.py', 'Speaks', { maxTicks: 4, record }));
  await observed.game.done;
  const hud = (text: string) => ({ id: '~hud', kind: 'hud', text });
  expect(observed.game.keyframe('a')?.delta.set).toEqual([expect.objectContaining({ id: 'box', x: 4 }), hud('a: 2')]);
  const told = observed.frames.flatMap(({ seer, frame }) =>
    seer === 'a' ? frame.delta.set.flatMap(({ id, text }) => (id === '~hud' ? [`${frame.tick} ${text}`] : [])) : [],
  );
  expect(told).toEqual(['0 a: 0', '2 a: 1', '4 a: 2']);
  expect(observed.ticks().map(({ frames }) => frames?.['b'])).toEqual([
    { set: [{ id: 'box', x: 1 }], del: [] },
    { set: [{ id: 'box', x: 2 }, hud('b: 1')], del: [] },
    { set: [{ id: 'box', x: 3 }], del: [] },
    { set: [{ id: 'box', x: 4 }, hud('b: 2')], del: [] },
  ]);
});

test('the place of a finger is the action, goes into the record with it, and is repeated by a replay', async () => {
  const spec = makeSpec('speaks.py', 'Speaks', {
    maxTicks: 8,
    pointer: 'position',
    keys: { '@left': 3 },
    hashEvery: 1,
  });
  const observed = start(spec);
  await observed.until(() => observed.ticks().length > 1);
  const told: [string, boolean, [number, number]][] = [
    ['Pointer', true, [0.25, 0.75]],
    ['@nowhere', true, [0.9, 0.9]],
  ];
  for (const [index, [code, down, at]] of told.entries()) {
    const held = told.slice(0, index + 1).map(([one]) => one);
    observed.game.input('a', { seq: index + 1, tStationMs: 5, code, down, held, at }, performance.now());
  }
  await observed.game.done;
  const inputs = observed.rows.flatMap((row) => (row.kind === 'input' ? [row.body] : []));
  expect(inputs).toMatchObject([
    { code: 'Pointer', at: [0.25, 0.75], action: [0.25, 0.75, 1], fate: 'applied', tStationMs: 5 },
    { code: '@nowhere', fate: 'unmapped', tick: null },
  ]);
  const first = inputs[0]?.tick ?? 0;
  expect(observed.ticks()[first - 1]?.actions['a']).toEqual([0.25, 0.75, 1]);
  // What means nothing points nowhere either.
  expect(observed.ticks().at(-1)?.actions['a']).toEqual([0.25, 0.75, 1]);
  expect(observed.ticks()[0]?.actions['a']).toBe(0);
  const { study, environment, tickHz, hashEvery } = spec;
  const actions = observed.ticks().map((body) => body.actions);
  const again = await rerunEpisode(fixture.pool, { study, environment, tickHz, hashEvery, seed: 1000, actions });
  expect(Object.fromEntries(again)).toEqual(observed.hashes());
});
