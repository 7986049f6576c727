import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { startPython, type TestPython } from './startPython.node';

let python: TestPython;
beforeAll(async () => {
  python = await startPython(['blank']);
  python.run(`
sys.path.append("/blank")
from env import Apples
"null"`);
}, 60_000);

test('a basket under the apple catches it, for both; one that is not does not', () => {
  const caught = python.run(`
def play(follow):
    env = Apples(max_ticks=300)
    seen, _ = env.reset(seed=1)
    got = []
    for _ in range(300):
        own, apple = seen["red"][0] * 600 + 40, seen["red"][1] * 600
        red = (2 if apple > own + 8 else 1 if apple < own - 8 else 0) if follow else (1 if apple > 300 else 2)
        seen, rewards, _, _, infos = env.step({"red": red, "blue": 2 if apple < 300 else 1})
        got.append(rewards)
    assert sum(one["red"] for one in got) == sum(one["blue"] for one in got) == infos["red"]["caught"]
    return infos["red"]["caught"]
json.dumps([play(True), play(False)])`) as [number, number];
  expect(caught[0]).toBeGreaterThanOrEqual(3);
  expect(caught[1]).toBeLessThan(caught[0]);
});

test('the same seed and actions give the same game; a state goes on as it would have', () => {
  const action = fc.integer({ min: 0, max: 2 });
  const play = fc.array(fc.tuple(action, action), { minLength: 1, maxLength: 200, size: 'max' });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), play, play, (seed, before, after) => {
      const same = python.run(`
def play(env, pairs): return [env.step({"red": red, "blue": blue}) for red, blue in pairs]
one, twin, other = Apples(), Apples(), Apples()
one.reset(seed=${seed}), twin.reset(seed=${seed})
same = play(one, ${JSON.stringify(before)}) == play(twin, ${JSON.stringify(before)})
other.set_state(json.loads(json.dumps(one.get_state())))
same = same and play(one, ${JSON.stringify(after)}) == play(other, ${JSON.stringify(after)})
json.dumps(same and one.get_state() == other.get_state())`);
      expect(same).toBe(true);
    }),
    { numRuns: 20 },
  );
});

test('the partner is the model that its metadata describes, and catches what its teacher does', () => {
  const metadata = JSON.parse(readFileSync('environments/blank/policies/partner.json', 'utf8')) as {
    sha256: string;
    results: { caught: Record<string, number> };
  };
  const model = readFileSync('environments/blank/policies/partner.onnx');
  expect(createHash('sha256').update(model).digest('hex')).toBe(metadata.sha256);
  const { caught } = metadata.results;
  expect(caught['partner, rule']).toBeGreaterThanOrEqual(0.95);
  expect(caught['partner, random']).toBeGreaterThan(2 * (caught['random, random'] ?? 1));
});
