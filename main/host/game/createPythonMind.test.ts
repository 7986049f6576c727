import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PythonPolicy } from '../../../protocol/study';
import { onPlayFixture } from '../../../tests/game/onPlayFixture';
import { faultyStudy, makeSpec, observeGame, pythonPolicy } from '../../../tests/game/playFixture';
import { createPythonMind } from './createPythonMind';
import { createRuntimes } from './createRuntimes.node';
import type { GameSpec } from './GameSpec';
import type { MindQuestion } from './Mind';
import { readPythonPackage } from './readPythonPackage.node';
import type { RunnerPool } from './RunnerPool';

const fixture = onPlayFixture();
const none = (): Promise<never> => Promise.reject(new Error('nothing is needed here'));
let pool: RunnerPool;
beforeAll(async () => {
  const python = await readPythonPackage(fileURLToPath(new URL('../../../environments/cubicle', import.meta.url)));
  const packages = { findProgram: none, readWheels: none };
  pool = createRuntimes({ helpers: fixture.helpers, python, count: 1, packages });
});
afterAll(() => pool.close());

const logs: string[] = [];
const mindOf = (policy: PythonPolicy, agent = 'a') =>
  createPythonMind({ pool, log: (text) => logs.push(text) }, policy, {
    study: faultyStudy,
    name: 'mind',
    agent,
    key: `g/${agent}`,
  });
const question = (changed: Partial<MindQuestion> = {}): MindQuestion => ({
  tick: 0,
  episodeSeed: 1,
  observation: [1],
  allowed: undefined,
  begins: false,
  ...changed,
});

describe('one mind', () => {
  test('remembers within an episode, and throws the dice of its agent and the seed', async () => {
    const [a, b] = [
      mindOf({ ...pythonPolicy('Remembers'), kwargs: { first: 10 } }),
      mindOf(pythonPolicy('Remembers'), 'bob'),
    ];
    await Promise.all([a.open(), b.open()]);
    const actions = async (mind: typeof a, episodeSeed: number): Promise<unknown[]> => {
      const acted: unknown[] = [];
      for (const begins of [true, false]) {
        const { decision, memory } = await mind.decide(question({ episodeSeed, begins }));
        expect(memory).toBe(begins ? 'begun' : undefined);
        if (decision.ok) acted.push(decision.action);
      }
      return acted;
    };
    const first = await actions(a, 1);
    expect(first).toMatchObject([
      [11, 1, expect.any(Number), 1],
      [12, 1, expect.any(Number), 1],
    ]);
    const other = await actions(b, 1);
    expect(other).toMatchObject([
      [1, 3, expect.any(Number), 1],
      [2, 3, expect.any(Number), 1],
    ]);
    const diceOf = (acted: unknown[]): unknown[] =>
      acted.flatMap((one) => (Array.isArray(one) ? (one.slice(2, 3) as unknown[]) : []));
    expect(diceOf(other)).not.toEqual(diceOf(first));
    expect(await actions(a, 2)).not.toEqual(first);
    expect(await actions(a, 1)).toEqual(first);
    a.close();
    b.close();
  });

  test('is told what is allowed, and may do nothing else', async () => {
    const mind = mindOf(pythonPolicy('Permitted'));
    expect((await mind.decide(question({ begins: true }))).decision).toEqual({ ok: true, action: 9 });
    expect((await mind.decide(question({ allowed: [2, 4] }))).decision).toEqual({ ok: true, action: 4 });
    mind.close();
    const blind = mindOf(pythonPolicy('Talks'));
    expect((await blind.decide(question({ begins: true, allowed: [2] }))).decision).toEqual({
      ok: false,
      reason: 'invalid',
    });
    expect(logs.join('')).toContain('saw [1]');
    blind.close();
  });

  test.each([
    ['Nan', 'invalid', /the action is NaN or infinite/, 39],
    ['Nothing', 'invalid', /act\(\) returned None; expected a number/, 44],
    ['Raises', 'failed', /ZeroDivisionError/, 35],
  ])('%s: %s, in words, with the line', async (name, reason, message, line) => {
    const mind = mindOf(pythonPolicy(name));
    const asked = mind.decide(question({ begins: true, observation: [5] }));
    await expect(asked).rejects.toMatchObject({
      reason,
      message: expect.stringMatching(message) as string,
      error: { file: 'minds.py', line },
    });
    mind.close();
  });

  test.each([
    ['Silent', /Silent has no method act: write 'def act\(self, observation\):'/],
    ['Hang', /no class Hang: did you mean Hangs\?/],
  ])('%s cannot be cast', async (name, message) => {
    await expect(mindOf(pythonPolicy(name)).open()).rejects.toThrow(message);
  });
});

describe('in a game', () => {
  const play = async (className: string, changed: Partial<GameSpec> = {}) => {
    const spec = makeSpec('counter.py', 'Counter', {
      members: { a: { participant: 'AAAAAAAA', seat: 'LAB01' }, b: { policy: 'mind' } },
      policies: { mind: pythonPolicy(className) },
      maxTicks: 30,
      ...changed,
    });
    const observed = observeGame(pool, spec);
    observed.game.start();
    await observed.game.done;
    return observed;
  };

  test('it acts in every tick, and the same seed gives the same game', async () => {
    const [one, two] = [await play('Talks', { pace: 'lockstep' }), await play('Talks', { pace: 'lockstep' })];
    expect(one.ticks()).toHaveLength(30);
    for (const { actions, policies } of one.ticks()) {
      expect(actions.b).toBe(1);
      expect(policies.b).toMatchObject({ policy: 'mind', fallback: null, latencyMs: expect.any(Number) as number });
    }
    expect(one.hashes()).toEqual(two.hashes());
  });

  test('an error in one tick is its fallback there, told once with the author’s line', async () => {
    const observed = await play('Raises', { pace: 'lockstep' });
    const fell = observed.ticks().filter(({ policies }) => policies.b?.fallback !== null);
    expect(fell).toMatchObject([{ actions: { b: 7 }, policies: { b: { fallback: 'failed' } } }]);
    expect(observed.logs.filter((text) => text.includes('ZeroDivisionError'))).toHaveLength(1);
    expect(observed.logs.join('')).toMatch(/minds\.py:35: Traceback[^]*return 1 \/ \(observation\[-1\] - 5\)/);
  });

  test('one that never answers holds up no tick, and brings no game down', async () => {
    const observed = await play('Hangs', { maxTicks: 100 });
    expect(observed.notices.map(({ type }) => type)).toEqual(['episodeStarted', 'episodeEnded', 'finished']);
    const fallbacks = observed.ticks().map(({ policies }) => policies.b?.fallback);
    expect(fallbacks).toHaveLength(100);
    expect(fallbacks.slice(10).every((fallback) => fallback === 'late' || fallback === 'failed')).toBe(true);
    expect(observed.logs.join('')).toMatch(/minds\.py.*act was not done after 2\.0 s: an endless loop/);
  });
});
