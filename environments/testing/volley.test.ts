import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Answer, startPython, type TestPython } from './startPython.node';

let python: TestPython;
let games = 0;
beforeAll(async () => {
  python = await startPython();
  python.run(`
sys.path.append("/volley")
from env import SlimeVolley
from chaser import BallChaser
MIRROR = SlimeVolley.MIRROR
"null"`);
}, 60_000);

type Actions = { left: number; right: number };
type Metadata = {
  sha256: string;
  input: { name: string; shape: (number | string)[] };
  output: { name: string; shape: (number | string)[] };
  actionMap: { left: number[]; right: number[] };
  results: Record<'random' | 'chaser', { rallies: number; won: number }>;
};

/** Starts a game in the harness. */
function startGame(kwargs: Record<string, number> = {}): (op: string, more?: Record<string, unknown>) => Answer {
  games += 1;
  const game = `volley-${games}`;
  const canvas = { width: 800, height: 450 };
  python.ask({ op: 'load', game, path: '/volley', file: 'env.py', class: 'SlimeVolley', kwargs, canvas });
  return (op, more = {}) => python.ask({ op, game, ...more });
}

const seed = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const anyAction = fc.integer({ min: 0, max: 5 });
const anyPlay = fc.array(fc.record({ left: anyAction, right: anyAction }), {
  minLength: 1,
  maxLength: 300,
  size: 'max',
});
/** A value as Python reads it: the JSON of numbers, lists and objects is also Python. */
const given = (value: unknown): string => JSON.stringify(value);

test('the same seed and actions give the same game, another seed another', () => {
  const play = (from: number): unknown => {
    const ask = startGame();
    ask('reset', { seed: from });
    const actions = Array.from({ length: 200 }, (_, tick) => ({ left: tick % 6, right: (tick * 5) % 6 }));
    const { hashes, frames } = ask('steps', { actions, fromTick: 0, hashEvery: 10 });
    return { hashes, frames };
  };
  expect(play(3)).toEqual(play(3));
  expect(play(3)).not.toEqual(play(4));
});

test('a state taken in the middle goes on in another object as it would have', () => {
  fc.assert(
    fc.property(seed, anyPlay, anyPlay, (from, before, after) => {
      const same = python.run(`
one = SlimeVolley()
one.reset(seed=${from})
for actions in ${given(before)}:
    one.step(actions)
other = SlimeVolley()
other.set_state(json.loads(json.dumps(one.get_state())))
same = all(one.step(actions) == other.step(actions) for actions in ${given(after)})
json.dumps(same and one.get_state() == other.get_state())`);
      expect(same).toBe(true);
    }),
    { numRuns: 30 },
  );
});

test('a mirrored game is the same game: neither side is favoured', () => {
  fc.assert(
    fc.property(seed, anyPlay, (from, actions) => {
      const same = python.run(`
class Turned:
    "The same draws, but each serve goes to the other side: that is the first of its three."
    def __init__(self, draws): self.draws, self.count = draws, 0
    def random(self):
        self.count += 1
        drawn = self.draws.random()
        return 1 - drawn if self.count % 3 == 1 else drawn
def mirrored(obs): return {"left": obs["right"], "right": obs["left"]}
one, other = SlimeVolley(), SlimeVolley()
one.reset(seed=${from})
other.reset(seed=${from})
other.random = Turned(other.random)
same = True
for actions in ${given(actions)}:
    a = one.step(actions)
    b = other.step({"left": MIRROR[actions["right"]], "right": MIRROR[actions["left"]]})
    same = same and a[0] == mirrored(b[0]) and a[1] == mirrored(b[1])
json.dumps(same)`);
      expect(same).toBe(true);
    }),
    { numRuns: 30 },
  );
});

describe('an episode', () => {
  const still = { left: 0, right: 0 };

  test('ends for both when one has the points, each point going to the other side', () => {
    const ask = startGame({ points_to_win: 3 });
    ask('reset', { seed: 1 });
    const score = { left: 0, right: 0 };
    let last: Answer = { ok: true };
    for (let tick = 0; tick < 3000 && last.terminations?.['left'] !== true; tick += 1) {
      last = ask('step', { actions: still });
      const { left = 0, right = 0 } = last.rewards ?? {};
      expect(left + right).toBe(0);
      if (left > 0) score.left += 1;
      if (right > 0) score.right += 1;
    }
    expect(Math.max(score.left, score.right)).toBe(3);
    expect(last).toMatchObject({
      terminations: { left: true, right: true },
      truncations: { left: false, right: false },
      infos: { left: { score: score.left }, right: { score: score.right } },
    });
    expect(ask('frame').frames?.['*']?.set).toContainEqual(expect.objectContaining({ id: 'verdict' }));
  });

  test('is cut short for both after max_ticks', () => {
    const ask = startGame({ max_ticks: 40 });
    ask('reset', { seed: 1 });
    const actions = Array.from({ length: 39 }, () => still);
    expect(ask('steps', { actions, fromTick: 0, hashEvery: 0 }).truncations).toEqual({ left: false, right: false });
    expect(ask('step', { actions: still })).toMatchObject({
      truncations: { left: true, right: true },
      terminations: { left: false, right: false },
    });
  });

  test('begins anew with nothing left of the last', () => {
    const ask = startGame();
    const first = ask('reset', { seed: 8 });
    ask('steps', { actions: Array.from({ length: 300 }, () => ({ left: 5, right: 1 })), fromTick: 0, hashEvery: 0 });
    expect(ask('reset', { seed: 8 })).toEqual(first);
  });
});

test('nothing leaves the court, and no number grows beyond its scale', () => {
  fc.assert(
    fc.property(seed, anyPlay, (from, actions) => {
      const ask = startGame();
      ask('reset', { seed: from });
      for (const one of actions) {
        const obs = ask('step', { actions: one }).obs?.['left'];
        if (!Array.isArray(obs)) throw new Error('no observation');
        const [ownX = 0, , , , ballX = 0, ballY = 0, , , otherX = 0] = obs.map(Number);
        expect(obs).toHaveLength(12);
        expect(Math.max(...obs.map((value) => Math.abs(Number(value))))).toBeLessThanOrEqual(1.3);
        expect(ownX).toBeLessThan(0);
        expect(otherX).toBeGreaterThan(0);
        expect(Math.abs(ballX)).toBeLessThan(1);
        expect(ballY).toBeGreaterThan(0);
      }
    }),
    { numRuns: 15 },
  );
});

test('a tick sends only what moved', () => {
  const ask = startGame();
  const whole = ask('reset', { seed: 1 }).frames?.['*'];
  expect(whole?.set.length).toBeGreaterThan(30);
  expect(ask('step', { actions: { left: 0, right: 0 } }).frames?.['*']).toEqual({ set: [], del: [] });
  const moved = ask('step', { actions: { left: 2, right: 0 } }).frames?.['*']?.set.map(({ id }) => String(id));
  expect(moved?.sort()).toEqual(['left-body', 'left-eye', 'left-foot', 'left-pupil', 'left-shadow', 'left-shine']);
});

test('the ball jumps, and does not glide, when it is put above the net again', () => {
  const ask = startGame();
  ask('reset', { seed: 1 });
  const drawings: unknown[] = [];
  for (let tick = 0; tick < 200 && drawings.length < 3; tick += 1)
    for (const { id, tweenMs } of ask('step', { actions: { left: 0, right: 0 } }).frames?.['*']?.set ?? [])
      if (id === 'ball' && tweenMs !== undefined) drawings.push(tweenMs);
  // It is hanging at first; the drop takes the jump away, the next serve brings it back.
  expect(drawings).toEqual([null, 0, null]);
});

test('the game is the same in the interpreter of the app and in Python on this machine', (context) => {
  const script = `
import json, sys
from cubicle.harness import handle
def ask(**request): return json.loads(handle(json.dumps(request)))
def play(path):
    place = {"path": path, "file": "env.py", "class": "SlimeVolley", "canvas": {"width": 800, "height": 450}}
    ask(op="load", game="twin", kwargs={"points_to_win": 1000, "max_ticks": 5000}, **place)
    ask(op="reset", game="twin", seed=5)
    actions, drawn = [], 1
    for _ in range(2000):
        drawn = (drawn * 1103515245 + 12345) % 2**31
        actions.append({"left": drawn // 65536 % 6, "right": drawn // 1048576 % 6})
    outcome = ask(op="steps", game="twin", actions=actions, fromTick=0, hashEvery=20)
    return json.dumps([outcome["hashes"], outcome["frames"]])
`;
  const inside = python.run(`${script}\nplay("/volley")`);
  let outside: string;
  try {
    execFileSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))']);
    outside = execFileSync(
      'python3',
      ['-B', '-c', `${script}\nprint(play(${given(resolve('environments/volley'))}))`],
      {
        env: { ...process.env, PYTHONPATH: resolve('environments') },
        encoding: 'utf8',
      },
    );
  } catch (cause) {
    if (cause instanceof Error && /ENOENT|sys\.exit/.test(cause.message))
      context.skip('there is no python3 of 3.10 or later here');
    throw cause;
  }
  expect(JSON.parse(outside)).toEqual(inside);
  expect(Object.keys(JSON.parse(outside)[0])).toHaveLength(100);
});

describe('the partner', () => {
  const load = async (): Promise<{ model: Buffer; metadata: Metadata }> => ({
    model: await readFile('environments/volley/policies/partner.onnx'),
    metadata: JSON.parse(await readFile('environments/volley/policies/partner.json', 'utf8')),
  });

  test('is the model that its metadata describes, and was measured good enough', async () => {
    const { model, metadata } = await load();
    expect(createHash('sha256').update(model).digest('hex')).toBe(metadata.sha256);
    expect(model.length).toBeLessThan(200_000);
    const session = await InferenceSession.create(model);
    expect(session.inputNames).toEqual([metadata.input.name]);
    expect(session.outputNames).toEqual([metadata.output.name]);
    expect(metadata.results.random.won).toBeGreaterThanOrEqual(0.95);
    expect(metadata.results.chaser.won).toBeGreaterThanOrEqual(0.6);
    expect(Math.min(metadata.results.random.rallies, metadata.results.chaser.rallies)).toBeGreaterThanOrEqual(500);
  });

  test.each(['left', 'right'] as const)('wins against an idle opponent from the %s', async (side) => {
    const { model, metadata } = await load();
    const session = await InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 });
    const ask = startGame({ points_to_win: 5 });
    let last = ask('reset', { seed: 11 });
    while (last.terminations?.[side] === false && last.truncations?.[side] === false) {
      const obs = last.obs?.[side];
      if (!Array.isArray(obs)) throw new Error('no observation');
      const { logits } = await session.run({ obs: new Tensor('float32', Float32Array.from(obs.map(Number)), [1, 12]) });
      const values = Array.from(logits?.data ?? [], Number);
      const actions: Actions = { left: 0, right: 0 };
      actions[side] = metadata.actionMap[side][values.indexOf(Math.max(...values))] ?? 0;
      last = ask('step', { actions });
    }
    expect(last.infos?.[side]).toMatchObject({ score: 5 });
  });
});
