import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Answer, startPython, type TestPython } from './startPython.node';

let python: TestPython;
let games = 0;
beforeAll(async () => {
  python = await startPython(['mountain_car']);
  python.run(`
import math
sys.path.append("/mountain_car")
from env import MountainCar, MountainRace
from physics import cosine, sine
"null"`);
}, 60_000);

function open(className: string): (op: string, more?: Record<string, unknown>) => Answer {
  games += 1;
  const game = `car-${games}`;
  const place = { path: '/mountain_car', file: 'env.py', class: className, kwargs: {} };
  const loaded = python.ask({ op: 'load', game, ...place, canvas: { width: 800, height: 450 } });
  expect(loaded).toMatchObject({ ok: true });
  return (op, more = {}) => python.ask({ op, game, ...more });
}

const seed = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const drive = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 300, size: 'max' });

test('drives as the formula of the problem says, to the last digits that a machine’s cosine has', () => {
  fc.assert(
    fc.property(seed, drive, (from, actions) => {
      const worst = python.run(`
env = MountainCar()
env.reset(seed=${from})
x, v, worst = env.car.position, 0.0, 0.0
for action in ${JSON.stringify(actions)}:
    v = min(max(v + (action - 1) * 0.001 - 0.0025 * math.cos(3 * x), -0.07), 0.07)
    x = min(max(x + v, -1.2), 0.6)
    if x == -1.2 and v < 0: v = 0.0
    env.step(action)
    worst = max(worst, abs(env.car.position - x))
json.dumps(worst)`);
      expect(worst).toBeLessThan(1e-9);
    }),
    { numRuns: 20 },
  );
});

test('its cosine and sine are those of the machine, over all angles that occur', () => {
  const worst = python.run(`
angles = [-3.6 + 0.001 * n for n in range(5400)]
json.dumps(max(max(abs(cosine(a) - math.cos(a)), abs(sine(a) - math.sin(a))) for a in angles))`);
  expect(worst).toBeLessThan(1e-10);
});

test('a state taken in the middle goes on in another object as it would have, alone and in a race', () => {
  fc.assert(
    fc.property(seed, drive, drive, (from, before, after) => {
      const same = python.run(`
same = True
for make, many in ((MountainCar, False), (MountainRace, True)):
    def act(action): return {"player": action, "rival": 2 - action} if many else action
    one, other = make(), make()
    one.reset(seed=${from})
    for action in ${JSON.stringify(before)}: one.step(act(action))
    other.set_state(json.loads(json.dumps(one.get_state())))
    same = same and all(one.step(act(a)) == other.step(act(a)) for a in ${JSON.stringify(after)})
json.dumps(same)`);
      expect(same).toBe(true);
    }),
    { numRuns: 20 },
  );
});

test('pushing with the swing reaches the flag; the return is how long it took', () => {
  const ask = open('MountainCar');
  let last = ask('reset', { seed: 4 });
  let sum = 0;
  let ticks = 0;
  while (last.terminations?.['player'] === false && last.truncations?.['player'] === false) {
    const [, velocity = 0] = last.obs?.['player'] as number[];
    last = ask('step', { actions: { player: velocity >= 0 ? 2 : 0 } });
    sum += last.rewards?.['player'] ?? 0;
    ticks += 1;
  }
  expect(last.terminations).toEqual({ player: true });
  expect(sum).toBe(-ticks);
  expect(ticks).toBeLessThan(130);
});

test('who does nothing is cut short, and who arrives first waits for the other', () => {
  const ask = open('MountainRace');
  let last = ask('reset', { seed: 4 });
  let arrived = 0;
  for (let tick = 1; tick <= 600; tick += 1) {
    const [, velocity = 0] = last.obs?.['player'] as number[];
    last = ask('step', { actions: { player: velocity >= 0 ? 2 : 0, rival: 1 } });
    const info = last.infos?.['player'] as { arrived: number };
    arrived ||= info.arrived;
    expect(last.terminations).toEqual({ player: false, rival: false });
  }
  expect(arrived).toBeGreaterThan(90);
  expect(last).toMatchObject({ truncations: { player: true, rival: true }, infos: { player: { arrived } } });
});

describe('the driver', () => {
  const model = readFileSync('environments/mountain_car/policies/driver.onnx');
  const metadata = JSON.parse(readFileSync('environments/mountain_car/policies/driver.json', 'utf8')) as {
    sha256: string;
    results: Record<'driver' | 'swinger' | 'random', { episodes: number; arrived: number; meanSteps: number }>;
  };

  test('is the model that its metadata describes, and was measured faster than the scripted one', () => {
    expect(createHash('sha256').update(model).digest('hex')).toBe(metadata.sha256);
    const { driver, swinger, random } = metadata.results;
    expect(driver.arrived).toBe(1);
    expect(driver.meanSteps).toBeLessThan(swinger.meanSteps);
    expect(random.arrived).toBeLessThan(0.05);
    expect(driver.episodes).toBeGreaterThanOrEqual(500);
  });

  test('reaches the flag in the game itself', async () => {
    const session = await InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 });
    const ask = open('MountainCar');
    let last = ask('reset', { seed: 9 });
    let ticks = 0;
    while (last.terminations?.['player'] === false && last.truncations?.['player'] === false) {
      const obs = Float32Array.from(last.obs?.['player'] as number[]);
      const { logits } = await session.run({ obs: new Tensor('float32', obs, [1, 2]) });
      const values = Array.from(logits?.data ?? [], Number);
      last = ask('step', { actions: { player: values.indexOf(Math.max(...values)) } });
      ticks += 1;
    }
    expect(ticks).toBeLessThan(130);
  });
});
