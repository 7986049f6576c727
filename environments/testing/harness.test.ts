import { beforeAll, describe, expect, test } from 'vitest';
import { both, game, lineOf, STEP, studiesIn } from './studiesIn';
import { startPython, type TestPython } from './startPython.node';

let python: TestPython;
let load: ReturnType<typeof studiesIn>;
beforeAll(async () => {
  python = await startPython();
  load = studiesIn(python);
}, 60_000);

describe('a parallel environment', () => {
  test('is loaded, reset, stepped to its end and closed', () => {
    const { loaded, ask } = load(game(), { kwargs: { length: 2 } });
    expect(loaded).toEqual({
      ok: true,
      agents: ['a', 'b'],
      single: false,
      perAgentRender: false,
      actions: { a: null, b: null },
    });
    expect(ask('reset', { seed: 1 })).toEqual({
      ok: true,
      obs: { a: [0, 0.5], b: [0, -0.5] },
      rewards: { a: 0, b: 0 },
      terminations: { a: false, b: false },
      truncations: { a: false, b: false },
      infos: {},
      frames: {},
    });
    expect(ask('step', { actions: both })).toMatchObject({ rewards: { a: 1, b: -1 }, infos: { a: { t: 1 }, b: {} } });
    expect(ask('step', { actions: both })).toMatchObject({ terminations: { a: true, b: true } });
    expect(ask('step', { actions: both }).error?.message).toMatch(/episode is over/);
    expect(ask('reset', { seed: 1 }).ok).toBe(true);
    expect(ask('close')).toEqual({ ok: true });
    expect(ask('close').error?.message).toMatch(/there is no game/);
  });

  test('gives observations only of the agents asked for', () => {
    const { ask } = load(game());
    expect(ask('reset', { seed: 1, obs: ['b'] }).obs).toEqual({ b: [0, -0.5] });
    expect(ask('step', { actions: both, obs: [] })).toMatchObject({ obs: {}, rewards: { a: 1 } });
  });

  test('goes on with those still in play when an agent is out', () => {
    const step = `
    def step(self, actions):
        self.t += 1
        live = list(actions)
        return ({k: [self.t] for k in live}, {k: 0 for k in live}, {k: k == "a" for k in live},
                {k: False for k in live}, {})
`;
    const { ask } = load(game({ step }));
    ask('reset', { seed: 1 });
    ask('step', { actions: both });
    expect(ask('step', { actions: { b: 0 } })).toMatchObject({ ok: true, obs: { b: [2] } });
  });

  test('may give whatever has tolist or item, as numpy does', () => {
    const head = `
class Array:
    def tolist(self): return [1.5, [2.5]]
class Flag:
    def item(self): return True
`;
    const step = `
    def step(self, actions):
        return ({"a": Array(), "b": {"seen": (1, Array())}}, {"a": 1, "b": 1}, {"a": Flag(), "b": False},
                {"a": False, "b": False}, {"a": {"n": Array()}})
`;
    const { ask } = load(game({ head, step }));
    ask('reset', { seed: 1 });
    expect(ask('step', { actions: both })).toMatchObject({
      obs: { a: [1.5, [2.5]], b: { seen: [1, [1.5, [2.5]]] } },
      terminations: { a: true, b: false },
      infos: { a: { n: [1.5, [2.5]] } },
    });
  });

  test('tells its state, or that it offers none', () => {
    const { ask } = load(game({ more: '    def get_state(self): return {"t": self.t}' }));
    ask('reset', { seed: 1 });
    ask('step', { actions: both });
    expect(ask('state').state).toEqual({ t: 1 });
    expect(load(game()).ask('state')).toEqual({ ok: true, state: null });
  });

  test('says how many actions there are, where it says so', () => {
    const head = 'class Space:\n    n = 4\n';
    expect(load(game({ head, more: '    def action_space(self, agent): return Space()' })).loaded.actions).toEqual({
      a: 4,
      b: 4,
    });
  });
});

test('agents that are numbers are called by them', () => {
  const { loaded, ask } = load(game().replace('["a", "b"]', '[0, 1]').replaceAll('"a"', '0').replaceAll('"b"', '1'));
  expect(loaded).toMatchObject({ ok: true, agents: ['0', '1'], actions: { 0: null, 1: null } });
  expect(ask('reset', { seed: 1 })).toMatchObject({ ok: true, obs: { 0: [0, 0.5], 1: [0, -0.5] } });
  expect(ask('step', { actions: { 0: 1, 1: 1 } })).toMatchObject({
    rewards: { 0: 1, 1: -1 },
    infos: { 0: { t: 1 }, 1: {} },
  });
});

test('a Gymnasium environment is one agent called player', () => {
  const source = `
class Game:
    class action_space: n = 2
    def reset(self, *, seed=None, options=None):
        return [seed], {"how": "new"}
    def step(self, action):
        return [action], 1.5, action == 1, False, {}
    def render(self):
        raise RuntimeError("not a drawing on a surface")
`;
  const { loaded, ask } = load(source);
  expect(loaded).toMatchObject({ ok: true, agents: ['player'], single: true, actions: { player: 2 } });
  expect(ask('reset', { seed: 9 })).toMatchObject({
    obs: { player: [9] },
    infos: { player: { how: 'new' } },
    frames: {},
  });
  expect(ask('step', { actions: { player: 1 } })).toMatchObject({
    rewards: { player: 1.5 },
    terminations: { player: true },
  });
});

describe('drawing', () => {
  const render = `
    def render(self, surface):
        if self.t == 0:
            surface.rect(id="ground", x=0, y=400, w=800, h=50, fill="tan")
        surface.circle(id="ball", x=self.t, y=5, radius=2, fill="red")
`;
  test('starts whole and goes on with what changed', () => {
    const { ask } = load(game({ more: render }));
    expect(ask('reset', { seed: 1 }).frames?.['*']).toMatchObject({
      reset: true,
      set: [{ id: 'ground' }, { id: 'ball', x: 0 }],
      del: [],
    });
    expect(ask('step', { actions: both }).frames).toEqual({ '*': { set: [{ id: 'ball', x: 1 }], del: [] } });
    expect(ask('frame').frames?.['*']).toMatchObject({
      reset: true,
      set: [{ id: 'ground' }, { id: 'ball', x: 1, radius: 2 }],
    });
    expect(ask('reset', { seed: 1 }).frames?.['*']?.set).toMatchObject([{ id: 'ground' }, { id: 'ball', x: 0 }]);
  });

  test('can be another picture for each agent', () => {
    const own = '    def render(self, surface, agent):\n        surface.text(text=agent, x=self.t, y=0)\n';
    const { loaded, ask } = load(game({ more: own }));
    expect(loaded.perAgentRender).toBe(true);
    expect(ask('reset', { seed: 1 }).frames).toMatchObject({
      a: { set: [{ text: 'a' }] },
      b: { set: [{ text: 'b' }] },
    });
    expect(ask('step', { actions: both }).frames).toMatchObject({ a: { set: [{ id: '~0', x: 1 }] }, b: {} });
  });

  test('that is wrong is told with the line that drew', () => {
    const source = game({
      more: '    def render(self, surface):\n        surface.circle(x=1, y=1, radius=-1, fill="red")\n',
    });
    expect(load(source).ask('reset', { seed: 1 }).error).toMatchObject({
      kind: 'raise',
      message: expect.stringContaining('radius must be a length'),
      file: 'env.py',
      line: lineOf(source, 'radius=-1'),
    });
  });
});

describe('a game is a fold over its actions', () => {
  const source = game({
    head: 'import random',
    step: STEP.replace('0.5], "b"', 'random.random()], "b"'),
    more: `
    def get_state(self): return {"t": self.t, "odd": float("nan"), 1: {"z": 1, "a": 2}}
    def render(self, surface): surface.circle(id="ball", x=self.t, y=1, radius=1, fill="red")
`,
  });
  const actions = Array.from({ length: 40 }, (_, tick) => ({ a: tick % 3, b: 1 }));
  const kwargs = { length: 100 };

  test('the same seed and actions give the same hashes; another seed or action others', () => {
    const play = (seed: number, played: { a: number; b: number }[]): (string | undefined)[] => {
      const { ask } = load(source, { kwargs });
      ask('reset', { seed });
      return played.map((one) => ask('step', { actions: one, hash: true }).hash);
    };
    const first = play(1, actions);
    expect(first[0]).toMatch(/^[0-9a-f]{16}$/);
    expect(new Set(first).size).toBe(40);
    expect(play(1, actions)).toEqual(first);
    expect(play(2, actions)[0]).not.toBe(first[0]);
    expect(play(1, [{ a: 5, b: 1 }])[0]).not.toBe(first[0]);
  });

  test('steps is step by step, with hashes at the ticks asked for', () => {
    const slow = load(source, { kwargs });
    slow.ask('reset', { seed: 1 });
    const outcomes = actions.map((one) => slow.ask('step', { actions: one, hash: true }));
    const quick = load(source, { kwargs });
    quick.ask('reset', { seed: 1 });
    quick.ask('steps', { actions: actions.slice(0, 7), fromTick: 0, hashEvery: 10 });
    const { hashes, frames, ...last } = quick.ask('steps', {
      actions: actions.slice(7),
      fromTick: 7,
      hashEvery: 10,
      hash: true,
    });
    const { frames: _delta, ...wanted } = outcomes[39] ?? { ok: false };
    expect(last).toEqual(wanted);
    expect(frames).toEqual(slow.ask('frame').frames);
    expect(hashes).toEqual(Object.fromEntries([10, 20, 30, 40].map((tick) => [tick, outcomes[tick - 1]?.hash])));
  });

  // A package is imported once for all games: what it has taken of random must draw for whoever plays.
  test.each([
    ['its own import', source],
    [
      "a package's import",
      source.replace('import random', 'import sys\nsys.path.append("/packages")\nimport dice as random'),
    ],
  ])('also with random, unseeded, among other games of the same interpreter: %s', (_, text) => {
    python.put('/packages/dice.py', 'from random import random\n');
    const alone = load(text, { kwargs });
    alone.ask('reset', { seed: 1 });
    const hashes = actions.map((one) => alone.ask('step', { actions: one, hash: true }).hash);
    const [left, right] = [load(text, { kwargs }), load(text, { kwargs })];
    left.ask('reset', { seed: 1 });
    right.ask('reset', { seed: 2 });
    const mixed = actions.map((one) => {
      right.ask('step', { actions: one });
      return left.ask('step', { actions: one, hash: true }).hash;
    });
    expect(mixed).toEqual(hashes);
  });
});

describe('games do not see each other', () => {
  const using = (name: string): string =>
    game({
      head: `from ${name} import box`,
      step: STEP.replace('self.t += 1', 'self.t += 1\n        box.append(1)').replace(
        '{"t": self.t}',
        '{"t": len(box)}',
      ),
    });

  test('neither a module of the same study, nor one of the same name elsewhere', () => {
    const own = { 'shared.py': 'box = []\n' };
    const other = { 'shared.py': 'box = [0] * 10\n' };
    const plays = [load(using('shared'), {}, own), load(using('shared'), {}, own), load(using('shared'), {}, other)];
    for (const { loaded, ask } of plays) {
      expect(loaded.ok).toBe(true);
      ask('reset', { seed: 1 });
    }
    for (const { ask } of plays) ask('step', { actions: both });
    expect(plays.map(({ ask }) => ask('step', { actions: both }).infos?.['a'])).toEqual([
      { t: 2 },
      { t: 2 },
      { t: 12 },
    ]);
  });

  test('a module can also be imported while the game runs', () => {
    const step = STEP.replace('self.t += 1', 'from inner.late import add\n        self.t = add(self.t)');
    const { ask } = load(
      game({ step }),
      {},
      { 'inner/__init__.py': '', 'inner/late.py': 'def add(n): return n + 1\n' },
    );
    ask('reset', { seed: 1 });
    ask('step', { actions: both });
    expect(ask('step', { actions: both }).infos?.['a']).toEqual({ t: 2 });
    expect(python.run('json.dumps([name for name in sys.modules if "late" in name])')).toEqual([]);
  });
});

describe('prints', () => {
  test('come with the outcome', () => {
    const { loaded, ask } = load(
      game({ head: 'print("loading")', step: STEP.replace('self.t += 1', 'self.t += 1\n        print("t", self.t)') }),
    );
    expect(loaded.log).toBe('loading\n');
    expect(ask('reset', { seed: 1 })).not.toHaveProperty('log');
    expect(ask('step', { actions: both }).log).toBe('t 1\n');
  });

  test('are kept up to 64 KiB an episode', () => {
    const { ask } = load(game({ step: STEP.replace('self.t += 1', 'self.t += 1\n        print("x" * 40000)') }));
    ask('reset', { seed: 1 });
    expect(ask('step', { actions: both }).log).toHaveLength(40_001);
    expect(ask('step', { actions: both }).log).toMatch(/^x{25535}\n… nothing more is kept/);
    expect(ask('step', { actions: both })).not.toHaveProperty('log');
    ask('reset', { seed: 2 });
    expect(ask('step', { actions: both }).log).toHaveLength(40_001);
  });
});

describe('a snapshot', () => {
  const head = 'import random';
  const step = `
    def step(self, actions):
        self.t += 1
        self.sum = getattr(self, "sum", 0) * 3 + int(actions["a"]) + random.randrange(1000)
        over = self.t >= self.length
        return ({"a": [self.t, self.sum], "b": [self.t]}, {"a": self.sum, "b": -1},
                {"a": over, "b": False}, {"a": False, "b": False}, {})
`;
  const more = `
    def render(self, surface):
        if not surface.has("sky"):
            surface.rect(id="sky", x=0, y=0, w=800, h=self.t + 1, fill="blue")
        surface.circle(x=self.t, y=1, radius=2, fill="red")
    def get_state(self):
        return {"t": self.t, "sum": getattr(self, "sum", 0), "pair": (1, 2**70)}
    def set_state(self, state):
        assert state["pair"] == [1, 2**70]
        self.t, self.sum = state["t"], state["sum"]
`;
  const source = game({ head, step, more });
  const kwargs = { length: 6 };
  const actions = [1, 2, 3].map((a) => ({ a, b: 0 }));
  const steps = (from: number): Record<string, unknown> => ({ actions, fromTick: from, hashEvery: 1 });

  test('brings an episode back in another interpreter: state, chance, drawing, and who is still in play', () => {
    const one = load(source, { kwargs });
    one.ask('reset', { seed: 5 });
    one.ask('steps', steps(0));
    const { hash } = one.ask('steps', { actions: [], fromTick: 3, hashEvery: 0, hash: true });
    const { snapshot } = one.ask('snapshot');
    expect(snapshot).toEqual(expect.any(String));
    const rest = one.ask('steps', steps(3));
    expect(rest.terminations).toMatchObject({ a: true });

    const other = load(source, { kwargs });
    other.ask('reset', { seed: 99 });
    const restored = other.ask('restore', { seed: 5, snapshot });
    expect(restored).toMatchObject({ ok: true, hash, obs: { a: [3, expect.any(Number)] } });
    expect(restored.frames).toMatchObject({ '*': { reset: true } });
    expect(other.ask('steps', steps(3))).toEqual(rest);
    expect(other.ask('step', { actions: { a: 1 } }).error?.message).toMatch(/no action for agent 'b'/);
  });

  test('is not to be had where the author offers none, or when it is too large', () => {
    const without = load(game());
    without.ask('reset', { seed: 1 });
    expect(without.ask('snapshot')).toMatchObject({ ok: true, snapshot: null });
    const large = load(game({ more: more.replace('"sum": getattr(self, "sum", 0)', '"sum": "x" * 300_000') }));
    large.ask('reset', { seed: 1 });
    const answer = large.ask('snapshot');
    expect(answer.snapshot).toBeNull();
    expect(answer.snapshotRefusal).toMatch(/300\d+ characters.*at most 262144/);
  });
});
