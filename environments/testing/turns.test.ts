import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { game, lineOf, studiesIn } from './studiesIn';
import { startPython, type TestPython } from './startPython.node';

let python: TestPython;
let load: ReturnType<typeof studiesIn>;
beforeAll(async () => {
  python = await startPython([]);
  load = studiesIn(python);
}, 60_000);

const stones = readFileSync('tests/fixtures/environments/turns/stones.py', 'utf8');
const open = (kwargs: Record<string, unknown> = {}, source = stones) => load(source, { class: 'Stones', kwargs });

describe('a turn-based (AEC) environment', () => {
  test('is played a turn a step, by the agent whose turn it is, within what is allowed', () => {
    const { loaded, ask } = open({ stones: 4 });
    expect(loaded).toMatchObject({ ok: true, agents: ['a', 'b', 'c'], single: false, actions: { a: 3, b: 3, c: 3 } });
    expect(ask('reset', { seed: 1 })).toMatchObject({
      waits: ['a'],
      allowed: { a: [0, 1, 2] },
      obs: { a: { observation: [4, 1] }, b: { observation: [4, 0] } },
      infos: { c: { pile: 4 } },
      frames: { '*': { reset: true } },
    });
    expect(ask('step', { actions: { b: 0 } }).error?.message).toMatch(/no action for agent 'a'/);
    expect(ask('step', { actions: { a: 1 } })).toMatchObject({
      waits: ['b'],
      allowed: { b: [0, 1] },
      rewards: { a: 2, b: -1, c: -1 },
      infos: { a: { pile: 2 } },
    });
    expect(ask('step', { actions: { b: 0 } })).toMatchObject({ waits: ['c'], allowed: { c: [0] } });
  });

  test('is known by agent_selection, even if only reset() sets it and there is no agent_iter', () => {
    const { loaded, ask } = open({}, stones.replace('def agent_iter', 'def rounds'));
    expect(loaded).toMatchObject({ ok: true, agents: ['a', 'b', 'c'] });
    expect(ask('reset', { seed: 1 })).toMatchObject({ ok: true, waits: ['a'] });
  });

  test('in a parallel form, as a wrapper makes it, goes with the clock: it only reads whose turn it is', () => {
    const wrapper = `

class AllAtOnce:
    possible_agents = ["a", "b", "c"]

    def __init__(self):
        self.turns = Stones()

    def reset(self, seed=None, options=None):
        self.turns.reset(seed=seed)
        self.agents = list(self.turns.agents)
        return {agent: [0] for agent in self.agents}, {agent: {} for agent in self.agents}

    def step(self, actions):
        self.turns.step(actions[self.turns.agent_selection])
        told = [dict.fromkeys(self.agents, value) for value in (0, False, False)]
        return {agent: [0] for agent in self.agents}, *told, {agent: {} for agent in self.agents}
`;
    const { loaded, ask } = load(stones + wrapper, { class: 'AllAtOnce', kwargs: {} });
    expect(loaded).toMatchObject({ ok: true, agents: ['a', 'b', 'c'] });
    expect(ask('reset', { seed: 1 })).not.toHaveProperty('waits');
    const stepped = ask('step', { actions: { a: 0, b: 0, c: 0 } });
    expect(stepped).toMatchObject({ ok: true, rewards: { a: 0, b: 0, c: 0 } });
    expect(stepped).not.toHaveProperty('waits');
  });

  test('lets an agent that is out go in that very step, without a tick for its dead step', () => {
    const { ask } = open();
    ask('reset', { seed: 1 });
    expect(ask('step', { actions: { a: 2 } })).toMatchObject({
      waits: ['b'],
      rewards: { a: 3, b: -1, c: -1 },
      terminations: { a: true, b: false, c: false },
      obs: { a: { observation: [6, 1] }, b: { observation: [6, 1] } },
      infos: { a: { pile: 6 } },
    });
    expect(ask('step', { actions: { b: 0 } })).toMatchObject({ waits: ['c'], rewards: { b: 1, c: -1 } });
    expect(Object.keys(ask('step', { actions: { c: 0 } }).rewards ?? {})).toEqual(['b', 'c']);
  });

  test('ends for all who are left, and waits for nobody then', () => {
    const { ask } = open({ stones: 2 });
    ask('reset', { seed: 1 });
    const last = ask('step', { actions: { a: 1 } });
    expect(last).toMatchObject({
      rewards: { a: 2, b: -1, c: -1 },
      terminations: { a: true, b: true, c: true },
      truncations: { a: false, b: false, c: false },
    });
    expect(last).not.toHaveProperty('waits');
    expect(ask('step', { actions: { a: 0 } }).error?.message).toMatch(/episode is over/);
  });

  test('gives over an episode the rewards that last() tells', () => {
    const { ask } = open({ stones: 14 });
    const turns = [0, 1, 2, 0, 1, 0, 2, 0, 0];
    let outcome = ask('reset', { seed: 1 });
    const sums: Record<string, number> = {};
    for (const turn of turns) {
      const [agent] = outcome.waits ?? [];
      if (agent === undefined) break;
      outcome = ask('step', { actions: { [agent]: turn } });
      for (const [other, reward] of Object.entries(outcome.rewards ?? {})) sums[other] = (sums[other] ?? 0) + reward;
    }
    expect(outcome).not.toHaveProperty('waits');
    python.put('/stones/stones.py', stones);
    const told = python.run(`
import sys; sys.path.insert(0, "/stones")
from stones import Stones
env = Stones(stones=14); env.reset(); turns = iter(${JSON.stringify(turns)}); sums = {}
for agent in env.agent_iter():
    obs, reward, terminated, truncated, info = env.last()
    sums[agent] = sums.get(agent, 0) + reward
    env.step(None if terminated or truncated else next(turns))
json.dumps(sums)`);
    expect(sums).toEqual(told);
  });

  test('stands again from a copy of its state, and by stepping its actions again', () => {
    const { ask } = open();
    const { ask: other } = open();
    ask('reset', { seed: 1 });
    ask('step', { actions: { a: 0 } });
    const { snapshot } = ask('snapshot');
    const { hash } = ask('steps', { actions: [], fromTick: 1, hashEvery: 0, hash: true });
    expect(other('restore', { seed: 1, snapshot })).toMatchObject({ hash, waits: ['b'], allowed: { b: [0, 1, 2] } });
    expect(other('step', { actions: { b: 1 }, hash: true }).hash).toBe(
      ask('step', { actions: { b: 1 }, hash: true }).hash,
    );
    const { ask: third } = open();
    third('reset', { seed: 1 });
    const again = third('steps', { actions: [{ a: 0 }, { b: 1 }], fromTick: 0, hashEvery: 1 });
    expect(again).toMatchObject({ hashes: { '1': hash }, waits: ['c'] });
  });

  test.each([
    [
      'no observe',
      stones.replace('def observe', 'def observed'),
      /no method observe: write 'def observe\(self, agent\):'/,
    ],
    [
      'no agent to begin',
      stones.replace('self.agent_selection = self.agents[0]', 'pass'),
      /no agent_selection after reset/,
    ],
    [
      'dead that stay',
      stones.replace('self.agents.remove(agent)', 'return'),
      /step\(None\) must take 'a'.*out of agents/,
    ],
    [
      'a turn of nobody',
      stones.replace('= dead[0] if dead else following', '= "z"'),
      /agent_selection must be one of agents/,
    ],
  ])('is refused with %s', (_, source, words) => {
    const { loaded, ask } = open({}, source);
    const answers = [loaded, ...(loaded.ok ? [ask('reset', { seed: 1 }), ask('step', { actions: { a: 2 } })] : [])];
    const { error } = answers.find(({ ok }) => !ok) ?? {};
    expect(error).toMatchObject({ kind: 'contract', file: 'env.py' });
    expect(error?.message).toMatch(words);
    expect(error?.line).toBeGreaterThan(1);
  });
});

describe('a parallel environment that waits', () => {
  const source = game({
    reset: `
    def reset(self, seed=None, options=None):
        self.t = 0
        return {"a": [0], "b": [0]}, {"b": {"action_mask": [0, 1]}}
`,
    step: `
    def step(self, actions):
        self.t += 1
        return ({"a": [self.t], "b": [sorted(actions)]}, {"a": 0, "b": 0}, {"a": False, "b": False},
                {"a": False, "b": False}, {})
    def waits_for(self):
        return [["b", "a"], ["b"], None][self.t % 3]
`,
  });
  test('names those whose action the next step is for, and is given theirs alone', () => {
    const { ask } = load(source);
    expect(ask('reset', { seed: 1 })).toMatchObject({ waits: ['a', 'b'], allowed: { b: [1] } });
    expect(ask('step', { actions: { a: 1, b: 1 } })).toMatchObject({ waits: ['b'] });
    const third = ask('step', { actions: { a: 1, b: 1 } });
    expect(third.obs?.b).toEqual([['b']]);
    expect(third).not.toHaveProperty('waits');
    expect(ask('step', { actions: { b: 1 } }).error?.message).toMatch(/no action for agent 'a'/);
  });
  test.each([
    ['"b"', /waits_for must be a list of agents or None; got 'b'/],
    ['["z"]', /waits_for has 'z', which is no agent/],
  ])('is refused when it waits for %s', (waits, words) => {
    const more = `\n    def waits_for(self): return ${waits}\n`;
    const { ask } = load(game({ more }));
    const { error } = ask('reset', { seed: 1 });
    expect(error?.message).toMatch(words);
    expect(error?.line).toBe(lineOf(game({ more }), 'def waits_for'));
  });
});
