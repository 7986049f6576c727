import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { game, lineOf, studiesIn } from './studiesIn';
import { type Answer, startPython, type TestPython } from './startPython.node';

const bundled = ['blank', 'kitchen', 'mountain_car', 'public_goods', 'volley'];
let python: TestPython;
let load: ReturnType<typeof studiesIn>;
beforeAll(async () => {
  python = await startPython(bundled);
  load = studiesIn(python);
}, 120_000);

const stones = readFileSync('tests/fixtures/environments/turns/stones.py', 'utf8');
type Findings = NonNullable<Answer['findings']>;

/** What the kit finds in a source, each finding with the line of the text that it is to point at. */
function findingsOf(source: string, kwargs: Record<string, unknown> = {}, actions: unknown[] = [0, 1]): Findings {
  const className = source.includes('class Stones') ? 'Stones' : 'Game';
  const { loaded, ask } = load(source, { class: className, kwargs });
  if (!loaded.ok) throw new Error(loaded.error?.message);
  const { findings, error } = ask('examine', { actions });
  if (findings === undefined) throw new Error(error?.message);
  return findings;
}

const study = z.object({
  environments: z.record(
    z.string(),
    z.object({ file: z.string(), class: z.string(), kwargs: z.record(z.string(), z.unknown()).default({}) }),
  ),
});
const environments = bundled.flatMap((name) =>
  Object.entries(study.parse(parse(readFileSync(`environments/${name}/study.yaml`, 'utf8'))).environments).map(
    ([environment, spec]) => ({ name, environment, spec }),
  ),
);
test.each(environments)(
  '$name keeps every rule in $environment',
  ({ name, environment, spec }) => {
    const request = { game: `bundled-${name}-${environment}`, path: `/${name}`, ...spec };
    const loaded = python.ask({ op: 'load', canvas: { width: 800, height: 450 }, ...request });
    expect(loaded).toMatchObject({ ok: true });
    expect(python.ask({ op: 'examine', game: request.game, actions: [0, 1, 2] }).findings).toEqual([]);
  },
  60_000,
);

test('so does one that goes by turns, and one for a single agent', () => {
  expect(findingsOf(stones)).toEqual([]);
  expect(findingsOf(single())).toEqual([]);
}, 60_000);

/** A game for one who accepts only what `accepts` says of `action`, with a space as Gymnasium has them. */
const choosy = (space: string, accepts: string, info = '{}'): string => `
class Space:
    def contains(self, value): return True
class Actions:
${space}
class Game:
    action_space = Actions()
    observation_space = Space()
    def reset(self, *, seed=None, options=None):
        self.t = 0
        return self.t, ${info}
    def step(self, action):
        assert ${accepts}, action
        self.t += 1
        return self.t, 1.0, self.t > 20, False, ${info}
`;

test('so does one that MUG played peer to peer, with its get_state and set_state', () => {
  const source = `
from mug.rendering import Surface
class Game:
    def __init__(self):
        self.surface = Surface(400, 200)
    def reset(self, seed=None):
        self.t = 0
        return {0: [0], 1: [0]}, {0: {}, 1: {}}
    def step(self, actions):
        self.t += 1
        done = self.t >= 40
        obs = {0: [self.t], 1: [-self.t]}
        return obs, {0: 1, 1: 0}, {0: done, 1: done}, {0: False, 1: False}, {0: {}, 1: {}}
    def render(self):
        self.surface.circle(id="ball", x=self.t, y=5, radius=3)
        return self.surface.commit()
    def get_state(self):
        return {"t": self.t}
    def set_state(self, state):
        self.t = state["t"]
env = Game()
`;
  const { loaded, ask } = load(source, { class: 'env' });
  expect(loaded).toMatchObject({ ok: true });
  expect(ask('examine', { actions: [0, 1] }).findings).toEqual([]);
}, 60_000);

test('actions that do not begin at 0, and several numbers at once, are played as the space has them', () => {
  const begins = '    n, start, shape = 3, -1, ()';
  expect(findingsOf(choosy(begins, 'action in (-1, 0, 1)'), {}, [-1, 0, 1])).toEqual([]);
  expect(findingsOf(choosy(begins, 'action in (-1, 1)', '{"action_mask": [1, 0, 1]}'), {}, [-1, 1])).toEqual([]);
  expect(findingsOf(choosy('    n, shape = 3, (3,)', 'len(action) == 3'), {}, [[1, 0, 0]])).toEqual([]);
}, 60_000);

/** A parallel game that keeps every rule, as the bad ones are made of it by replacing one text with another. */
const good = game({
  head: 'import random\nclass Space:\n    n = 2\n    def contains(self, value): return len(value) == 2',
  reset: `
    agents = []
    space = Space()
    def observation_space(self, agent): return self.space
    def reset(self, seed=None, options=None):
        self.agents = ["a", "b"]
        self.random = random.Random(seed)
        self.t = 0
        self.x = 0.5
        return self.see(self.agents), {agent: {} for agent in self.agents}
    def see(self, live):
        return {agent: [self.t, self.x] for agent in live}
`,
  step: `
    def step(self, actions):
        live = self.agents
        self.t += 1
        self.x = self.random.random()
        ends = {agent: self.t >= (22 if agent == "a" else 26) for agent in live}
        self.agents = [agent for agent in live if not ends[agent]]
        return (self.see(live), {agent: 1 for agent in live}, ends, {agent: False for agent in live},
                {agent: {} for agent in live})
`,
  more: `
    def get_state(self):
        return {"t": self.t, "x": self.x, "agents": list(self.agents), "random": self.random.getstate()}
    def set_state(self, state):
        self.t, self.x, self.agents = state["t"], state["x"], list(state["agents"])
        version, numbers, gauss = state["random"]
        self.random.setstate((version, tuple(numbers), gauss))
    def render(self, surface):
        surface.circle(id="ball", x=self.t, y=self.x, radius=5, fill="red")
`,
});
const single = (changed: [string, string] = ['', '']): string =>
  `
class Space:
    n = 2
    def contains(self, value): return 0 <= value <= 100
class Game:
    action_space = Space()
    observation_space = Space()
    def reset(self, *, seed=None, options=None):
        self.t = 0
        return self.t, {}
    def step(self, action):
        self.t += 1
        return self.t, 1.0, self.t > 20, False, {}
`.replace(changed[0], changed[1]);
const changed = (from: string, to: string, source = good): string => {
  if (!source.includes(from)) throw new Error(`there is no ${from}`);
  return source.replaceAll(from, to);
};

test('the good one keeps every rule', () => {
  expect(findingsOf(good)).toEqual([]);
}, 60_000);

const inReset = 'def reset';
const inStep = 'def step';
describe.each<[rule: string, source: string, at: string, words: RegExp]>([
  [
    'agents',
    changed('self.agents = ["a", "b"]', 'self.agents = ["a", "z"]'),
    inReset,
    /agents has 'z', which is not in possible_agents/,
  ],
  [
    'agents',
    changed('self.agents = ["a", "b"]', 'self.agents = []'),
    inReset,
    /agents is empty after reset\(\): write 'self\.agents = list/,
  ],
  [
    'agents',
    changed('self.agents = ["a", "b"]', 'self.agents = ["a"]').replace(
      'self.agents = [agent for',
      'self.agents = ["a", "b"] if self.t > 2 else [agent for',
    ),
    inStep,
    /'b' joined agents in the middle/,
  ],
  [
    'results',
    changed('return self.see(self.agents), {agent: {} for agent in self.agents}', 'return self.see(self.agents), {}'),
    inReset,
    /the infos of reset\(\) lacks 'a'; expected exactly the agents in play, \['a', 'b'\]: write '\{agent: …/,
  ],
  [
    'results',
    changed('self.see(live), {agent: 1 for agent in live}', 'self.see(live), {"a": 1, "b": 1}'),
    inStep,
    /the rewards of step\(\) has 'a', who is not in play/,
  ],
  [
    'results',
    changed('live = self.agents\n', 'live = self.agents; actions.clear()\n'),
    inStep,
    /step\(\) changed the dict of actions.*write 'actions = dict\(actions\)'/,
  ],
  [
    'results',
    changed('{agent: 1 for agent in live}', '{agent: float("nan") for agent in live}'),
    inStep,
    /rewards\['a'\] must be a finite number; got nan: write a number/,
  ],
  [
    'results',
    changed('{agent: False for agent in live}', '{agent: 0 for agent in live}'),
    inStep,
    /truncations\['a'\] must be True or False; got 0: write 'bool\(…\)'/,
  ],
  [
    'results',
    changed('                {agent: {} for agent in live}', '                {agent: None for agent in live}'),
    inStep,
    /infos\['a'\] must be a dict; got None: write '\{\}' for nothing/,
  ],
  [
    'results',
    changed('self.x = self.random.random()', 'self.x = float("inf")'),
    inStep,
    /observations\['a'\]\[1\] is NaN or infinite/,
  ],
  [
    'ends',
    changed('self.agents = [agent for agent in live if not ends[agent]]', 'self.agents = list(live)'),
    inStep,
    /'a' is in agents after it was terminated.*write 'self\.agents = \[/,
  ],
  [
    'ends',
    changed('if not ends[agent]]', 'if not ends[agent] and self.t < 9]'),
    inStep,
    /'a' left agents without being terminated or truncated/,
  ],
  [
    'spaces',
    changed('return self.space', 'return Space()'),
    'def observation_space',
    /makes a new space at every call.*lru_cache/,
  ],
  [
    'spaces',
    changed('[self.t, self.x] for', '[self.t, self.x, 0] for'),
    inReset,
    /observations\['a'\] is not in observation_space.*got a list, \[0, 0\.5, 0\]: give both/,
  ],
  [
    'actions',
    changed(
      '{agent: {} for agent in self.agents}',
      '{agent: {"action_mask": [1, 1, 1]} for agent in self.agents}',
    ).replace('    agents = []', '    agents = []\n    def action_space(self, agent): return self.space'),
    inStep,
    /the action_mask of 'a' has 3 numbers, and there are 2 actions/,
  ],
  [
    'actions',
    changed('{agent: {} for agent in self.agents}', '{agent: {"action_mask": [0, 0]} for agent in self.agents}'),
    inStep,
    /who is to act, allows nothing/,
  ],
  [
    'repeats',
    changed('random.Random(seed)', 'random.SystemRandom()')
      .replace(', "random": self.random.getstate()', '')
      .replace('def set_state', 'def unset_state')
      .replace('def get_state', 'def state'),
    inStep,
    /not in the same state with the same seed and actions, 1 tick on: observations \['a'\]\[1\] is/,
  ],
  [
    'restarts',
    changed('        self.x = 0.5\n', '').replace(
      'def __init__(self, length=5):',
      'def __init__(self, length=5):\n        self.x = 0.5',
    ),
    inReset,
    /begins in another state after an episode than in a new object: get_state\(\) \['x'\] is .* here and 0\.5 there: set everything that step\(\) changes in reset/,
  ],
  [
    'copies',
    changed('def set_state', 'def put_state'),
    'def get_state',
    /belong together, and there is only one of them/,
  ],
  [
    'copies',
    changed('self.t, self.x, self.agents = state["t"], state["x"],', 'self.t, self.agents = state["t"],'),
    'def set_state',
    /after set_state\(get_state\(\)\) \['x'\] is .* set everything in set_state/,
  ],
  [
    'copies',
    changed(', "random": self.random.getstate()', '').replace(/        version, numbers[^]*?gauss\)\)\n/, ''),
    'def get_state',
    /goes on differently after set_state.*1 tick on.*get_state must return everything/,
  ],
  [
    'render',
    changed('surface.circle(', 'self.x += 0.001; surface.circle('),
    'def render',
    /another state when it is drawn more often: get_state\(\) \['x'\].*render\(\) must only read/,
  ],
  [
    'render',
    changed('surface.circle(', 'self.random.random(); surface.circle('),
    'def render',
    /another state when it is drawn more often/,
  ],
  [
    'results',
    single([', self.t > 20, False', ', int(self.t > 20), False']),
    inStep,
    /terminated\['player'\] must be True or False; got 0/,
  ],
  [
    'results',
    single(['return self.t, {}', 'return self.t, None']),
    inReset,
    /the info of reset\(\) must be a dict; got None/,
  ],
  [
    'spaces',
    single(['<= value <= 100', '<= value <= 10']),
    inStep,
    /the observation of step\(\) is not in observation_space.*got a int, 11/,
  ],
  [
    'rewards',
    changed('        self._cumulative_rewards[agent] = 0\n', '', stones),
    inStep,
    /last\(\) tells 'b' a reward of .*, but since its last turn rewards gave it .*_accumulate_rewards/,
  ],
  [
    'turns',
    changed('self.observe(agent) if observe else None', '[]', stones),
    'def last',
    /last\(\) shows \[\] and observe\('a'\) shows/,
  ],
  [
    'results',
    changed('self.truncations, self.infos):', 'self.truncations):', stones),
    inStep,
    /infos has '.', who is not in play/,
  ],
  [
    'ends',
    changed('self.agents.remove(agent)', 'return', stones),
    inStep,
    /'.' is still in agents after its dead step.*begin step with 'if self\.terminations/,
  ],
  [
    'ends',
    changed(
      'self.terminations = dict.fromkeys(self.agents, False)',
      'self.terminations = dict.fromkeys(self.agents, True)',
      stones,
    ),
    inReset,
    /is terminated or truncated right after reset\(\)/,
  ],
])('%s', (rule, source, at, words) => {
  test(`is found broken: ${words.source}`, () => {
    const findings = findingsOf(source);
    expect(findings.map((finding) => finding.message).join('\n')).toMatch(words);
    const finding = findings.find(({ message }) => words.test(message));
    expect(finding).toMatchObject({ file: 'env.py', line: lineOf(source, at) });
    expect(finding?.rule).toBe(rule);
  }, 60_000);
});

test('keys that do what no agent can are found, where agents tell what they can', () => {
  const findings = findingsOf(stones, {}, [0, 1, 5]);
  expect(findings).toMatchObject([{ rule: 'actions', file: 'env.py', line: lineOf(stones, 'def step') }]);
  expect(findings[0]?.message).toMatch(
    /the study's keys, or its defaultAction, do 5, which is in no agent's action_space/,
  );
  expect(findingsOf(stones, {}, [0, 1, 2, [0.5], 'up'])).toEqual([]);
  expect(findingsOf(good, {}, [0, 1, 5])).toEqual([]);
}, 60_000);

test('what raises is told once, with its traceback', () => {
  const source = changed('self.t += 1', 'self.t += 1; 1 / (5 - self.t)');
  const [finding, ...more] = findingsOf(source);
  expect(more).toEqual([]);
  expect(finding).toMatchObject({ kind: 'raise', file: 'env.py', line: lineOf(source, '5 - self.t') });
  expect(finding?.traceback).toMatch(/ZeroDivisionError/);
});
