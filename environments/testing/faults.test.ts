import { beforeAll, describe, expect, test } from 'vitest';
import { both, game, lineOf, studiesIn } from './studiesIn';
import { startPython, type TestPython } from './startPython.node';

let python: TestPython;
let load: ReturnType<typeof studiesIn>;
beforeAll(async () => {
  python = await startPython();
  load = studiesIn(python);
}, 60_000);

describe('a fault in loading is told with its place', () => {
  test.each<[string, string, Record<string, unknown>, RegExp, string]>([
    [
      'syntax',
      game({ step: '    def step(self, actions)\n        pass' }),
      {},
      /SyntaxError: expected ':'/,
      'def step',
    ],
    ['import', `import nonesuch\n${game()}`, {}, /No module named 'nonesuch'.*if it is a file of yours/, 'nonesuch'],
    ['raise', `${game()}\nhere = 1 / 0`, {}, /ZeroDivisionError/, 'here ='],
    [
      'contract',
      game().replace('class Game', 'class Gmae'),
      {},
      /env\.py has no class Game: did you mean Gmae\?/,
      'class Gmae',
    ],
    [
      'contract',
      game(),
      { kwargs: { lenght: 3 } },
      /cannot be made with the study's parameters \['lenght'\]/,
      'class Game',
    ],
    ['contract', game({ step: '' }), {}, /Game has no method step: write 'def step\(self, actions\):'/, 'class Game'],
    [
      'contract',
      game({ step: '    def step(self): pass' }),
      {},
      /Game\.step\(\) cannot be called by the host/,
      'def step',
    ],
    [
      'contract',
      game({ reset: '    def reset(self): pass' }),
      {},
      /write 'def reset\(self, seed=None, options=None\):'/,
      'def reset',
    ],
    [
      'contract',
      game({ more: '    def render(self, a, b, c): pass' }),
      {},
      /write 'def render\(self, surface\):'/,
      'def render',
    ],
    [
      'contract',
      game().replace('["a", "b"]', '["", "b"]'),
      {},
      /possible_agents must be a list of names/,
      'class Game',
    ],
    ['contract', game().replace('["a", "b"]', '["a", "a"]'), {}, /possible_agents has a name twice/, 'class Game'],
    ['contract', game().replace('possible_agents', 'agents'), {}, /has agents but no possible_agents/, 'class Game'],
  ])('%s: %#', (kind, source, more, message, where) => {
    expect(load(source, more).loaded).toMatchObject({
      ok: false,
      error: { kind, message: expect.stringMatching(message), file: 'env.py', line: lineOf(source, where) },
    });
  });

  test('in another file of the study too', () => {
    const { loaded } = load(game({ head: 'import broken' }), {}, { 'broken.py': 'x = 1\ny = (\n' });
    expect(loaded.error).toMatchObject({ kind: 'syntax', file: 'broken.py', line: 2 });
  });

  test('when there is no such file, or it lies outside of the study', () => {
    expect(load(game(), { file: 'other.py' }).loaded.error).toMatchObject({
      kind: 'contract',
      message: expect.stringContaining('no file other.py'),
    });
    expect(load(game(), { file: '../../volley/env.py', class: 'SlimeVolley' }).loaded.ok).toBe(false);
  });

  test('and the game can be loaded again when it is mended', () => {
    const { path, reload } = load('class Game(:');
    python.put(`${path}/env.py`, game());
    expect(reload().ok).toBe(true);
  });
});

describe('a fault in playing is told with its place', () => {
  const returning = (five: string): string => game({ step: `    def step(self, actions):\n        return ${five}\n` });
  const [obs, rewards, flags] = ['{"a": [0], "b": [0]}', '{"a": 0, "b": 0}', '{"a": False, "b": False}'];

  test.each([
    ['nothing', 'None', /step\(\) returned nothing; expected \(observations, rewards/],
    ['four results', '1, 2, 3, 4', /a tuple of 4.*'terminated' and 'truncated' instead of 'done'/],
    [
      'a list for obs',
      `[0, 0], ${rewards}, ${flags}, ${flags}, {}`,
      /observations must be a dict with a value for each agent; got a list/,
    ],
    ['an agent short', `{"a": [0]}, ${rewards}, ${flags}, ${flags}, {}`, /observations has nothing for agent 'b'/],
    ['a stranger', `${obs}, {"a": 0, "b": 0, "c": 0}, ${flags}, ${flags}, {}`, /rewards has 'c', which is no agent/],
    [
      '__all__',
      `${obs}, ${rewards}, {"a": False, "b": False, "__all__": False}, ${flags}, {}`,
      /terminations has '__all__'/,
    ],
    [
      'a NaN reward',
      `${obs}, {"a": float("nan"), "b": 0}, ${flags}, ${flags}, {}`,
      /rewards\['a'\] must be a finite number; got nan/,
    ],
    [
      'a word for a reward',
      `${obs}, {"a": "1", "b": 0}, ${flags}, ${flags}, {}`,
      /rewards\['a'\] must be a finite number; got '1'/,
    ],
    [
      'a number for a flag',
      `${obs}, ${rewards}, {"a": 1, "b": 0}, ${flags}, {}`,
      /terminations\['a'\] must be True or False; got 1/,
    ],
    [
      'an object in obs',
      `{"a": [0, object()], "b": [0]}, ${rewards}, ${flags}, ${flags}, {}`,
      /obs\['a'\]\[1\] is a object, which cannot be written/,
    ],
    ['a set in infos', `${obs}, ${rewards}, ${flags}, ${flags}, {"a": {"x": {1}}}`, /infos\['a'\]\['x'\] is a set/],
    [
      'NaN in obs',
      `{"a": [0, float("nan")], "b": [0]}, ${rewards}, ${flags}, ${flags}, {}`,
      /obs\['a'\]\[1\] is NaN or infinite/,
    ],
  ])('%s', (_what, five, message) => {
    const source = returning(five);
    const { ask } = load(source);
    ask('reset', { seed: 1 });
    expect(ask('step', { actions: both }).error).toMatchObject({
      kind: 'contract',
      message: expect.stringMatching(message),
      file: 'env.py',
      line: lineOf(source, 'def step'),
    });
  });

  test('a reset that gives no pair', () => {
    const source = game({ reset: '    def reset(self, seed=None, options=None):\n        return {}' });
    expect(load(source).ask('reset', { seed: 1 }).error).toMatchObject({
      kind: 'contract',
      message: expect.stringMatching(/reset\(\) returned a dict; expected \(observations, infos\)/),
      line: lineOf(source, 'def reset'),
    });
  });

  test.each([
    ['an error', '1 / 0', /^ZeroDivisionError: division by zero$/],
    ['exit', 'exit()', /^SystemExit: the environment called exit/],
    ['an interrupt', 'raise KeyboardInterrupt', /^KeyboardInterrupt: stopped by the host/],
    ['any exception', 'raise BaseException("odd")', /^BaseException: odd$/],
    ['waiting for a key', 'input()', /^EOFError/],
    ['endless recursion', 'self.step(actions)', /^RecursionError/],
  ])('%s', (_what, statement, message) => {
    const source = game({ step: `    def step(self, actions):\n        ${statement}  # here\n` });
    const { ask } = load(source);
    ask('reset', { seed: 1 });
    expect(ask('step', { actions: both }).error).toMatchObject({
      kind: 'raise',
      message: expect.stringMatching(message),
      file: 'env.py',
      line: lineOf(source, '# here'),
    });
  });

  test('the traceback has the author’s lines only, and those of a fault behind it', () => {
    const step = `
    def step(self, actions):
        import json
        try:
            json.loads("{")
        except ValueError as error:
            raise RuntimeError("no level") from error
`;
    const { ask } = load(game({ step }));
    ask('reset', { seed: 1 });
    const traceback = ask('step', { actions: both }).error?.traceback ?? '';
    expect(traceback).toMatch(/File "env\.py", line \d+, in step\n {4}raise RuntimeError/);
    expect(traceback).toMatch(/because of JSONDecodeError: [^]*json\.loads\("\{"\)/);
    expect(traceback).not.toMatch(/cubicle|python3/);
  });

  test('and leaves the other games as they are', () => {
    const good = load(game(), { kwargs: { length: 3 } });
    good.ask('reset', { seed: 1 });
    const bad = load(game({ step: '    def step(self, actions): exit()' }));
    bad.ask('reset', { seed: 1 });
    expect(bad.ask('step', { actions: both }).ok).toBe(false);
    expect(good.ask('step', { actions: both })).toMatchObject({ ok: true, infos: { a: { t: 1 } } });
  });
});

describe('a request that makes no sense is refused in words', () => {
  test.each([
    [{ op: 'fly' }, /op must be one of load, reset/],
    [{ op: 'step', game: 'none', actions: {} }, /there is no game none/],
    [{ op: 'load', game: 'x', path: '/volley', file: 'env.py', class: 'SlimeVolley', kwargs: {} }, /canvas is missing/],
  ])('%j', (request, message) => {
    expect(python.ask(request).error?.message).toMatch(message);
  });

  test('as are a step before the reset and a missing action', () => {
    const { ask } = load(game());
    expect(ask('step', { actions: both }).error?.message).toMatch(/reset it first/);
    ask('reset', { seed: 1 });
    expect(ask('step', { actions: { a: 1 } }).error?.message).toMatch(/no action for agent 'b'/);
  });

  test('and text that is no JSON', () => {
    expect(python.run('from cubicle.harness import handle; handle("{")')).toMatchObject({ ok: false });
    expect(python.run('handle("[]")')).toMatchObject({ ok: false });
  });
});
