import { beforeAll, describe, expect, test } from 'vitest';
import { type Answer, startPython, type TestPython } from './startPython.node';

/** Environments written as MUG's authors write them: a script that leaves `env` behind. */
const scripts = {
  // Draws on a Surface, hands over commit() itself; two agents with numbers for names.
  'tag.py': `
from __future__ import annotations
import random
from mug.configurations import configuration_constants
from mug.configurations.configuration_constants import ActionSettings, InputModes, PolicyTypes
from mug.rendering import NAMED_COLORS, RenderPacket, Surface, normalize_color

assert mug_globals == {} and PolicyTypes.Human == "human" and normalize_color((255, 0, 0)) == NAMED_COLORS["red"]

class Tag:
    def __init__(self):
        self.surface = Surface(400, 200)
        self.surface.register_image("floor", path="./pictures/ground.png")

    def reset(self, seed=None, options=None):
        self.t, self.at = 0, {0: 0.25, 1: 0.75}
        self.luck = random.random()
        return self._obs(), {0: {}, 1: {}}

    def step(self, actions):
        assert set(actions) == {0, 1}, actions
        self.t += 1
        for agent, action in actions.items():
            self.at[agent] += 0.1 * action
        over = {0: self.t >= 2, 1: self.t >= 3}
        return self._obs(), {0: 1.5}, over, {0: False, 1: False}, {0: {"t": self.t}, 1: {}}

    def _obs(self):
        return {0: [self.at[0], self.luck], 1: [self.at[1], self.luck]}

    def render(self):
        s = self.surface
        s.image(image_name="floor", x=0, y=100, w=40, h=20, relative=False, id="ground", persistent=True, depth=-1)
        s.rect(x=0, y=0, w=400, h=20, color="navy", border_radius=4, id="bar", persistent=True, haste="any")
        for agent, at in self.at.items():
            s.circle(x=at, y=0.5, radius=0.05, color=(10 * agent, 20, 30), relative=True, id=f"p{agent}", tween_duration=80)
        s.text(text=f"t {self.t}", x=10, y=30)
        if self.t == 2:
            s.remove("bar")
        return s.commit()

env = Tag()
`,
  // Hands over the dict; one player called "human", bare results, reset without a seed.
  'hill.py': `
class Hill:
    def reset(self):
        self.x = 0.5
        return [self.x], {}

    def step(self, actions):
        self.x += 0.1 * actions["human"]
        return [self.x], -1, self.x >= 0.75, False, {"x": self.x}

    def render(self):
        ground = [(0, 0.8), (0.5, 0.9), (1, 0.8)]
        return {"game_state_objects": [
            {"uuid": "hill", "object_type": "line", "points": ground, "color": "#336633", "width": 3, "fill_below": True,
             "depth": -1, "tween": False, "tween_duration": 0, "permanent": True},
            {"uuid": "car", "object_type": "sprite", "image_name": "car", "frame": "left", "x": self.x, "y": 0.333,
             "width": 32, "height": 16, "angle": 90, "depth": 1, "tween": True, "tween_duration": 50, "alpha": 0.5},
        ], "removed": []}

env = Hill()
`,
  // Hands over a bare list of every kind; agents by name.
  'kinds.py': `
from mug.rendering import Surface
class Kinds:
    possible_agents = ["agent_left", "agent_right"]
    def reset(self, seed=None):
        return {a: [0] for a in self.possible_agents}
    def step(self, actions):
        done = dict.fromkeys(self.possible_agents, False)
        return self.reset(), dict.fromkeys(self.possible_agents, 0), {**done, "__all__": True}, done, {}
    def render(self):
        s = Surface(width=100, height=50)
        s.rect(x=10, y=10, w=20, h=10, color="#abc", stroke_color="red", stroke_width=2)
        s.circle(x=50, y=25, radius=10, color="skyblue")
        s.ellipse(x=50, y=25, rx=20, ry=10)
        s.arc(x=50, y=25, radius=10, start_angle=0, end_angle=90)
        s.line(points=[(0, 0), (100, 50)], width=2)
        s.polygon(points=[(0, 0), (100, 0), (50, 50)], color="olive")
        s.text(text="hi", x=10, y=10, size=20, font="Courier", color="grey")
        s.image(image_name="ground", x=0.5, y=0.5, w=0.1, h=0.2, relative=True)
        return s.commit().to_dict()["game_state_objects"]
env = Kinds()
`,
};

let python: TestPython;
beforeAll(async () => {
  python = await startPython();
  for (const [file, text] of Object.entries(scripts)) python.put(`/mug/${file}`, text);
  for (const file of ['ground.png', 'car.png']) python.put(`/mug/pictures/${file}`, 'PNG');
  python.put('/mug/pictures/car.json', '{"frames": {"left.png": {"frame": {"x": 0, "y": 0, "w": 8, "h": 8}}}}');
}, 60_000);

let games = 0;
const load = (file: string, more: object = {}) => {
  const game = `mug-${(games += 1)}`;
  const canvas = { width: 400, height: 200 };
  const loaded = python.ask({ op: 'load', game, path: '/mug', file, class: 'env', kwargs: {}, canvas, ...more });
  return {
    game,
    loaded,
    reset: (seed = 1) => python.ask({ op: 'reset', game, seed }),
    step: (actions: object) => python.ask({ op: 'step', game, actions, hash: true }),
  };
};
const set = (answer: Answer) =>
  Object.fromEntries((answer.frames?.['*']?.set ?? []).map((thing) => [String(thing['id']), thing]));

describe('an environment in MUG’s form is played as it is', () => {
  test('drawing on a Surface, and handing over commit()', () => {
    const { loaded, reset, step } = load('tag.py');
    expect(loaded).toMatchObject({ ok: true, agents: ['0', '1'], perAgentRender: false });
    const first = reset();
    expect(first.obs?.['1']).toMatchObject([0.75, expect.any(Number)]);
    expect(set(first)).toMatchObject({
      ground: { kind: 'image', image: 'pictures/ground.png', x: 0, y: 100, w: 40, h: 20, depth: -1 },
      bar: { kind: 'rect', x: 0, y: 0, w: 400, h: 20, fill: '#000080', cornerRadius: 4 },
      p0: { kind: 'circle', x: 100, y: 100, radius: 20, fill: '#00141e', tweenMs: 80 },
      p1: { x: 300, fill: '#0a141e' },
      '00000002': { kind: 'text', text: 't 0', x: 10, y: 30, size: 16, fill: '#000000', tweenMs: 0 },
    });
    const second = step({ '0': 1, '1': 0 });
    expect(second.frames?.['*']?.set).toEqual([
      { id: 'p0', x: 140 },
      { id: '00000002', text: 't 1' },
    ]);
    expect(second).toMatchObject({ rewards: { '0': 1.5, '1': 0 }, infos: { '0': { t: 1 }, '1': {} } });
    const third = step({ '0': 0, '1': 0 });
    expect(third.frames?.['*']?.del).toEqual(['bar']);
    // One is done: the episode goes on for both until all are.
    expect(third.terminations).toEqual({ '0': false, '1': false });
    expect(step({ '0': 0, '1': 0 }).terminations).toEqual({ '0': true, '1': true });
  });

  test('every episode begins on an empty screen, and draws again what lasts', () => {
    const { reset, step } = load('tag.py');
    const first = set(reset());
    step({ '0': 1, '1': 1 });
    expect(set(reset())).toEqual(first);
  });

  test('the same seed gives the same game, another seed another', () => {
    const [one, other] = [load('tag.py'), load('tag.py')];
    expect(one.reset(5).obs).toEqual(other.reset(5).obs);
    expect(one.step({ '0': 1, '1': 0 }).hash).toBe(other.step({ '0': 1, '1': 0 }).hash);
    expect(one.reset(6).obs).not.toEqual(other.reset(5).obs);
  });

  test('handing over a dict, with bare results for one player', () => {
    const { loaded, reset, step } = load('hill.py');
    expect(loaded.agents).toEqual(['human']);
    const drawn = set(reset());
    expect(drawn).toMatchObject({
      hill: { kind: 'polyline', points: [0, 160, 200, 180, 400, 160], stroke: '#336633', strokeWidth: 3 },
      'hill/below': { kind: 'polygon', points: [0, 160, 200, 180, 400, 160, 400, 200, 0, 200], fill: '#336633' },
      // On whole pixels, 32 × 16 of them, turned about its top left corner (200, 66).
      car: { kind: 'sprite', image: 'pictures/car.png', frame: 'left', w: 32, h: 16, x: 176, y: 74, rotation: 90 },
    });
    expect(drawn['car']).toMatchObject({ opacity: 0.5, tweenMs: 50 });
    expect(step({ human: 1 })).toMatchObject({
      obs: { human: [0.6] },
      rewards: { human: -1 },
      infos: { human: { x: 0.6 } },
    });
    step({ human: 1 });
    expect(step({ human: 1 }).terminations).toEqual({ human: true });
  });

  test('handing over a list, of every kind of object', () => {
    const { loaded, reset, step } = load('kinds.py');
    expect(loaded.agents).toEqual(['agent_left', 'agent_right']);
    const things = Object.values(set(reset()));
    expect(things.map((thing) => thing['kind'])).toEqual([
      'rect',
      'circle',
      'ellipse',
      'arc',
      'polyline',
      'polygon',
      'text',
      'image',
    ]);
    expect(things).toMatchObject([
      { x: 40, y: 40, w: 80, h: 40, fill: '#aabbcc', stroke: '#ff0000', strokeWidth: 2 },
      { x: 200, y: 100, radius: 40, fill: 'skyblue' },
      { rx: 80, ry: 40, fill: '#ffffff' },
      { radius: 40, startAngle: 0, endAngle: 90 },
      { points: [0, 0, 400, 200], strokeWidth: 2 },
      { points: [0, 0, 400, 0, 200, 200], fill: '#808000' },
      { text: 'hi', x: 40, y: 40, size: 20, font: 'Courier', fill: '#808080' },
      { image: 'pictures/ground.png', x: 200, y: 100, w: 40, h: 40 },
    ]);
    expect(step({ agent_left: 0, agent_right: 0 }).terminations).toEqual({ agent_left: false, agent_right: false });
  });

  test('no copy is kept of one that offers its state: its actions give the state again, and all that is on the screen', () => {
    const methods = `
    def get_state(self):
        return [self.t, list(self.at.values())]

    def set_state(self, state):
        self.t, self.at = state[0], dict(enumerate(state[1]))

    def _obs`;
    python.put('/mug/stateful.py', scripts['tag.py'].replace('\n    def _obs', methods));
    const played = load('stateful.py');
    const actions = [
      { '0': 1, '1': 0 },
      { '0': 0, '1': 1 },
    ];
    played.reset(3);
    const last = actions.map((joint) => played.step(joint)).at(-1);
    expect(python.ask({ op: 'snapshot', game: played.game })).toMatchObject({ ok: true, snapshot: null });

    const rebuilt = load('stateful.py');
    rebuilt.reset(3);
    const again = python.ask({ op: 'steps', game: rebuilt.game, actions, fromTick: 0, hashEvery: 0, hash: true });
    expect(again.hash).toBe(last?.hash);
    expect(Object.keys(set(again))).toEqual(expect.arrayContaining(['ground', 'p0', 'p1']));
    expect(set(again)).not.toHaveProperty('bar');
    expect(again.frames).toEqual(python.ask({ op: 'frame', game: played.game }).frames);
  });

  test('a class in this form says so with its render_mode', () => {
    python.put('/mug/named.py', `${scripts['hill.py'].replace('class Hill:', 'class Hill:\n    render_mode = "mug"')}`);
    const { loaded, reset } = load('named.py', { class: 'Hill' });
    expect(loaded.agents).toEqual(['human']);
    expect(Object.keys(set(reset()))).toContain('car');
  });
});

describe('what cannot be played is refused in words', () => {
  const broken = (render: string) => {
    const file = `broken${(games += 1)}.py`;
    python.put(
      `/mug/${file}`,
      `${scripts['hill.py'].split('    def render')[0]}    def render(self):\n        return ${render}\nenv = Hill()\n`,
    );
    return load(file).reset().error;
  };
  test.each([
    ['None', /^render\(\) returned a NoneType; expected {"game_state_objects": .*surface.commit\(\)/],
    ['[1]', /^render\(\) returned a list of something else/],
    ['[{"uuid": "a", "object_type": "blob"}]', /^render\(\) gave an object of type 'blob'; expected one of rect,/],
    ['[{"uuid": "a", "object_type": "rect", "x": 0}]', /^render\(\) gave a rect 'a' without 'y'/],
    [
      '[{"uuid": "a", "object_type": "circle", "x": "0", "y": 0, "radius": 1}]',
      /^render\(\) gave a circle 'a' that cannot be drawn/,
    ],
    [
      '[{"uuid": "a", "object_type": "sprite", "x": 0, "y": 0, "width": 9, "height": 9, "image_name": "truck"}]',
      /image_name 'truck' must be a picture of the study folder, and none is called so: put it there as pictures\/truck.png/,
    ],
  ])('render() that returns %s', (render, expected) => {
    const error = broken(render);
    expect(error?.message).toMatch(expected);
    expect(error).toMatchObject({ kind: 'contract', line: 11 });
  });

  test('a script without env, and kwargs for what is made already', () => {
    expect(load('tag.py', { class: 'envv' }).loaded.error?.message).toMatch(/tag.py has no class envv/);
    expect(load('tag.py', { kwargs: { a: 1 } }).loaded.error?.message).toMatch(
      /env is made by its file, so it takes no kwargs/,
    );
    python.put('/mug/number.py', 'env = 7\n');
    expect(load('number.py').loaded.error?.message).toMatch(/^int has no method reset/);
  });
});
