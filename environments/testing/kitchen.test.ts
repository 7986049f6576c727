import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Answer, startPython, type TestPython } from './startPython.node';

const layouts = readdirSync('environments/kitchen/layouts').map((name) => name.replace('.txt', ''));
const [STAY, UP, DOWN, LEFT, RIGHT, USE] = [0, 1, 2, 3, 4, 5] as const;

let python: TestPython;
let games = 0;
beforeAll(async () => {
  python = await startPython(['kitchen']);
  python.run(`
sys.path.append("/kitchen")
from env import CookTogether
from cook import Cook
from layout import parse_layout
"null"`);
}, 60_000);

/** Opens a kitchen in the harness. */
function open(kwargs: Record<string, unknown> = {}): (op: string, more?: Record<string, unknown>) => Answer {
  games += 1;
  const game = `kitchen-${games}`;
  const canvas = { width: 700, height: 600 };
  const loaded = python.ask({
    op: 'load',
    game,
    path: '/kitchen',
    file: 'env.py',
    class: 'CookTogether',
    kwargs,
    canvas,
  });
  expect(loaded).toMatchObject({ ok: true, agents: ['blue', 'green'] });
  return (op, more = {}) => python.ask({ op, game, ...more });
}

/** What the chefs hold and where they stand, after these actions of blue while green stays. */
function playBlue(actions: number[], kwargs: Record<string, unknown> = {}): Record<string, unknown> {
  const done = python.run(`
env = CookTogether(**json.loads('${JSON.stringify(kwargs)}'))
env.reset(seed=1)
for action in ${JSON.stringify(actions)}:
    _, rewards, *_ = env.step({"blue": action, "green": 0})
json.dumps({"state": env.get_state(), "rewards": rewards, "infos": env._infos()})`);
  if (typeof done !== 'object' || done === null) throw new Error('no state');
  return done as Record<string, unknown>;
}

const anyAction = fc.integer({ min: 0, max: 5 });
const anyPlay = fc.array(fc.tuple(anyAction, anyAction), { minLength: 1, maxLength: 80, size: 'max' });
const anyLayout = fc.constantFrom(...layouts);

test('has the five classic kitchens', () => {
  expect(layouts.sort()).toEqual([
    'asymmetric_advantages',
    'coordination_ring',
    'counter_circuit',
    'cramped_room',
    'forced_coordination',
  ]);
});

test('a chef fetches onions, cooks them, takes the soup out and serves it for everybody', () => {
  // In the cramped room blue begins at the left, beside the onions.
  const onion = [LEFT, USE, RIGHT, UP, USE, STAY];
  const start = [...onion, LEFT, ...onion, LEFT, ...onion];
  const cooking = playBlue(start, { cook_ticks: 5 });
  expect(cooking).toMatchObject({ state: { pots: [[2, 0, 3, 3]] }, infos: { blue: { onions: 3, soups: 0 } } });
  const serve = [LEFT, DOWN, DOWN, USE, RIGHT, UP, UP, USE, DOWN, RIGHT, DOWN, USE];
  const served = playBlue([...start, ...serve], { cook_ticks: 5 });
  expect(served).toMatchObject({
    rewards: { blue: 20, green: 20 },
    infos: { blue: { soups: 1, dishes: 1, served: 1 }, green: { soups: 1, served: 0 } },
    state: { pots: [[2, 0, 0, 0]] },
  });
});

test('a key that is held acts once; what is in both hand and counter stays', () => {
  const hold = (count: number): unknown => {
    const { state } = playBlue([LEFT, USE, UP, ...Array.from({ length: count }, () => USE)]);
    return (state as { counters: unknown }).counters;
  };
  expect(hold(1)).toEqual([[1, 0, 'onion']]);
  expect(hold(2)).toEqual([[1, 0, 'onion']]);
  expect(hold(7)).toEqual([[1, 0, 'onion']]);
});

test('the same seed and actions give the same kitchen, in every layout; a state goes on as it would have', () => {
  fc.assert(
    fc.property(
      anyLayout,
      fc.integer({ min: 0, max: 2 ** 31 - 1 }),
      anyPlay,
      anyPlay,
      (layout, seed, before, after) => {
        const same = python.run(`
def play(env, actions): return [env.step(dict(zip(env.possible_agents, pair))) for pair in actions]
def made(): return CookTogether("${layout}", shuffle_starts=True, max_ticks=1000)
one, twin = made(), made()
one.reset(seed=${seed}), twin.reset(seed=${seed})
same = play(one, ${JSON.stringify(before)}) == play(twin, ${JSON.stringify(before)})
other = made()
other.set_state(json.loads(json.dumps(one.get_state())))
same = same and play(one, ${JSON.stringify(after)}) == play(other, ${JSON.stringify(after)})
json.dumps(same and one.get_state() == other.get_state())`);
        expect(same).toBe(true);
      },
    ),
    { numRuns: 15 },
  );
});

test('chefs never stand in each other or in a counter, and nothing is made of nothing', () => {
  fc.assert(
    fc.property(anyLayout, anyPlay, (layout, actions) => {
      const wrong = python.run(`
env = CookTogether("${layout}", max_ticks=1000)
env.reset(seed=1)
wrong = []
for tick, pair in enumerate(${JSON.stringify(actions)}):
    obs, *_ = env.step(dict(zip(env.possible_agents, pair)))
    cells = [chef.cell for chef in env.kitchen.chefs]
    if len(set(cells)) < len(cells) or any(env.kitchen.layout.tiles[cell] != " " for cell in cells):
        wrong.append([tick, cells])
    if any(len(seen) != 138 or min(seen) < -1 or max(seen) > 1 for seen in obs.values()):
        wrong.append([tick, "observation"])
    done = env.done.values()
    if sum(counts["onions"] for counts in done) < 3 * sum(counts["dishes"] for counts in done):
        wrong.append([tick, "a soup of too few onions"])
    if sum(counts["dishes"] for counts in done) < env.soups:
        wrong.append([tick, "more served than cooked"])
json.dumps(wrong)`);
      expect(wrong).toEqual([]);
    }),
    { numRuns: 15 },
  );
});

test.each([
  ['XXX\nXQX\nXXX', /row 2: 'Q' is no tile/],
  ['XXX\nX1 \nXXX', /row 2: the edge of a kitchen must be closed/],
  ['XXXX\nX1X\nXXX', /row 2: 3 tiles, but the first row has 4/],
  ['XPOX\nX1DX\nXXXX', /needs a serving hatch \(S\)/],
  ['XPOX\nX DX\nXSXX', /mark where the chefs begin/],
  ['', /is empty/],
])('a plan that is no kitchen is refused in words: %j', (plan, words) => {
  expect(
    python.run(`
try: told = str(parse_layout("mine", ${JSON.stringify(plan)}))
except ValueError as error: told = str(error)
json.dumps(told)`),
  ).toMatch(words);
});

test('a tick sends only what changed', () => {
  const ask = open();
  expect(ask('reset', { seed: 1 }).frames?.['*']?.set.length).toBeGreaterThan(40);
  expect(ask('step', { actions: { blue: STAY, green: STAY } }).frames?.['*']).toEqual({ set: [], del: [] });
  const turned = ask('step', { actions: { blue: LEFT, green: STAY } }).frames?.['*']?.set.map(({ id }) => String(id));
  expect(turned?.every((id) => id.startsWith('blue-'))).toBe(true);
});

test('two scripted cooks get along in every kitchen', () => {
  const soups = python.run(`
def serve(layout):
    env, cooks = CookTogether(layout), (Cook(1), Cook(2))
    seen, _ = env.reset(seed=1)
    while env.agents:
        seen = env.step({agent: cook.act(seen[agent]) for agent, cook in zip(env.possible_agents, cooks)})[0]
    return env.soups
json.dumps([serve(layout) for layout in ${JSON.stringify(layouts)}])`);
  expect(Math.min(...(soups as number[]))).toBeGreaterThanOrEqual(8);
});

describe('the partner', () => {
  type Metadata = {
    sha256: string;
    results: { soupsPerMinute: Record<string, Record<string, number>> };
  };
  const model = readFileSync('environments/kitchen/policies/partner.onnx');
  const metadata = JSON.parse(readFileSync('environments/kitchen/policies/partner.json', 'utf8')) as Metadata;

  test('is the model that its metadata describes, and was measured to be of use beside anybody', () => {
    expect(createHash('sha256').update(model).digest('hex')).toBe(metadata.sha256);
    expect(model.length).toBeLessThan(200_000);
    const measured = metadata.results.soupsPerMinute;
    expect(Object.keys(measured).sort()).toEqual([...layouts, 'drawn'].sort());
    const total = (pair: string): number => Object.values(measured).reduce((sum, place) => sum + (place[pair] ?? 0), 0);
    expect(total('partner, random')).toBeGreaterThanOrEqual(0.75 * total('cook, random'));
    expect(total('partner, cook')).toBeGreaterThanOrEqual(0.75 * total('cook, cook'));
    expect(total('partner, random')).toBeGreaterThan(10 * total('random, random'));
  });

  test('serves beside somebody who does nothing', async () => {
    const session = await InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 });
    const ask = open({ max_ticks: 480 });
    let last = ask('reset', { seed: 3 });
    while (last.truncations?.['green'] === false) {
      const obs = last.obs?.['green'];
      if (!Array.isArray(obs)) throw new Error('no observation');
      const { logits } = await session.run({
        obs: new Tensor('float32', Float32Array.from(obs.map(Number)), [1, 138]),
      });
      const values = Array.from(logits?.data ?? [], Number);
      last = ask('step', { actions: { blue: STAY, green: values.indexOf(Math.max(...values)) } });
    }
    const { soups } = (last.infos?.['green'] ?? {}) as { soups?: number };
    expect(soups).toBeGreaterThanOrEqual(4);
  });
});
