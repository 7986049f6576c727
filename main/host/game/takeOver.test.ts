import { describe, expect, test } from 'vitest';
import type { PolicyMetadata } from '../../../protocol/policy';
import type { PolicySpec } from '../../../protocol/study';
import type { Bots } from './Bots';
import type { GameSpec } from './GameSpec';
import { makeSpec, observeGame, type ObservedGame, turnsStudy } from '../../../tests/game/playFixture';
import { onPlayFixture } from '../../../tests/game/onPlayFixture';

const fixture = onPlayFixture();

const metadata: PolicyMetadata = {
  name: 'm',
  kind: 'onnx',
  sha256: '0'.repeat(64),
  input: { name: 'obs', shape: [1, 2], dtype: 'float32' },
  output: { name: 'logits', shape: [1, 4] },
  actionHead: 'argmax',
};
const model: PolicySpec = { kind: 'onnx', model: 'policies/m.onnx', metadata, fallback: 0 };
/** Always answers the action 3, at once. */
const three: Bots = {
  load: () => Promise.resolve(),
  infer: () => Promise.resolve({ output: [0, 0, 0, 1], inferMs: 0 }),
  close: () => Promise.resolve(),
};
const study = { ...turnsStudy, readFile: () => Promise.resolve(new Uint8Array()) };

const counter = (changed: Partial<GameSpec> = {}): GameSpec => {
  const spec = makeSpec('counter.py', 'Counter', { takeOver: { a: 'm' }, maxTicks: 40, ...changed });
  const readFile = study.readFile;
  return { ...spec, study: { ...spec.study, readFile }, policies: { ...spec.policies, m: model } };
};
const press = ({ game }: ObservedGame, seq: number, code: string): void =>
  game.input('a', { seq, tStationMs: 0, code, down: true, held: [code] }, performance.now());
/** Who acted for agent a: `h` for the human, `m` for the model, `f` for its fallback. */
const actors = (observed: ObservedGame): string =>
  observed
    .ticks()
    .map(({ policies: { a } }) => (a === undefined ? 'h' : a.fallback === null ? 'm' : 'f'))
    .join('');

describe('in real time', () => {
  test('a model plays on from a tick on, none of which it misses, and the human has the agent back at once', async () => {
    const observed = observeGame(fixture.pool, counter(), { bots: three });
    observed.game.start();
    press(observed, 1, 'ArrowLeft');
    await observed.until(() => observed.ticks().length === 5);
    observed.game.takeOver(['a']);
    await observed.until(() => observed.ticks().length === 15);
    observed.game.takeOver([]);
    await observed.game.done;
    expect(actors(observed)).toMatch(/^h{5,6}m{9,11}h+$/);
    for (const { actions, policies } of observed.ticks()) {
      expect(actions.a).toBe(policies.a === undefined ? 1 : 3);
      if (policies.a) expect(policies.a).toMatchObject({ policy: 'm', inPlaceOf: 'AAAAAAAA' });
      expect(policies.b).not.toHaveProperty('inPlaceOf');
    }
  });

  test('said before the start, it plays from the first tick on', async () => {
    const observed = observeGame(fixture.pool, counter({ maxTicks: 6 }), { bots: three });
    observed.game.takeOver(['a']);
    observed.game.start();
    await observed.game.done;
    expect(actors(observed)).toBe('mmmmmm');
  });

  test('a model that cannot be used is refused before anybody plays', async () => {
    const bots: Bots = { ...three, load: () => Promise.reject(new Error('not a model')) };
    const observed = observeGame(fixture.pool, counter(), { bots });
    observed.game.start();
    await observed.game.done;
    const [failed, ...more] = observed.notices;
    expect(more).toEqual([]);
    expect(failed?.type === 'failed' && failed.error.message).toBe('policy m cannot be used: not a model');
  });
});

test('in lockstep play the game does not wait for who was taken over', async () => {
  const observed = observeGame(fixture.pool, counter({ pace: 'lockstep', maxTicks: 8 }), {
    bots: three,
    answer: (tick) => {
      // Gone after tick 3: what it would send is never seen.
      if (tick === 4) observed.game.takeOver(['a']);
      return [];
    },
  });
  observed.game.start();
  await observed.game.done;
  expect(actors(observed)).toMatch(/^h{3,4}m{4,5}$/);
});

describe('in a game of turns', () => {
  const stones = (): GameSpec =>
    makeSpec(
      'stones.py',
      'Stones',
      {
        study,
        members: {
          a: { participant: 'AAAAAAAA', seat: 'LAB01' },
          b: { participant: 'BBBBBBBB', seat: 'LAB02' },
          c: { policy: 'chance' },
        },
        takeOver: { a: 'm', b: 'm' },
        policies: { chance: { kind: 'random', actions: [0, 1, 2] }, m: model },
        keys: { Digit1: 0, Digit2: 1 },
      },
      { stones: 30 },
    );
  const one: Bots = { ...three, infer: () => Promise.resolve({ output: [0, 1, 0], inferMs: 0 }) };

  test('a turn that is waited for is taken by the model, and the next one by the human who is back', async () => {
    const observed = observeGame(fixture.pool, stones(), { bots: one });
    observed.game.start();
    await observed.until(() => observed.game.keyframe('a')?.turn?.isYours === true);
    observed.game.takeOver(['a']);
    await observed.until(() => observed.game.keyframe('b')?.turn?.isYours === true);
    expect(observed.ticks()).toMatchObject([
      { actions: { a: 1 }, policies: { a: { policy: 'm', inPlaceOf: 'AAAAAAAA', fallback: null } } },
    ]);
    observed.game.takeOver([]);
    observed.game.input('b', { seq: 1, tStationMs: 0, code: 'Digit1', down: true, held: [] }, performance.now());
    await observed.until(() => observed.ticks().length >= 3 && observed.game.keyframe('a')?.turn?.isYours === true);
    press(observed, 1, 'Digit2');
    await observed.until(() => observed.ticks().length >= 4);
    expect(observed.ticks()[3]).toMatchObject({ actions: { a: 1 }, policies: {} });
    expect(observed.ticks().every(({ timedOut }) => timedOut === undefined)).toBe(true);
    await observed.game.stop('ended');
  });
});
