import { beforeAll, describe, expect, test } from 'vitest';
import { both, game, lineOf, studiesIn } from './studiesIn';
import { startPython, type TestPython } from './startPython.node';

let python: TestPython;
let load: ReturnType<typeof studiesIn>;
beforeAll(async () => {
  python = await startPython([]);
  load = studiesIn(python);
}, 60_000);

const render = `
    def render(self, surface):
        surface.text(id="t", text=str(self.t), x=1, y=2)
`;
const state = `
    def get_state(self):
        return {"t": self.t}
    def set_state(self, state):
        self.t = state["t"]
`;
const hudOf = (text: string) => ({ id: '~hud', kind: 'hud', text });
const step = { actions: both };

describe('a text above the canvas', () => {
  test('is one for all: sent when it changes, whole with a whole picture, and gone with None or nothing', () => {
    const { ask } = load(
      game({ more: `${render}    def hud_text(self):\n        return [None, "<b>2", "<b>2", "", "x"][self.t]\n` }),
    );
    const whole = ask('reset', { seed: 1 });
    expect(whole.frames).toEqual({ '*': { reset: true, set: [expect.objectContaining({ id: 't' })], del: [] } });
    expect(ask('step', step).frames?.['*']).toEqual({ set: [{ id: 't', text: '1' }, hudOf('<b>2')], del: [] });
    expect(ask('step', step).frames?.['*']).toEqual({ set: [{ id: 't', text: '2' }], del: [] });
    expect(ask('frame').frames?.['*']?.set).toEqual([expect.objectContaining({ id: 't' }), hudOf('<b>2')]);
    expect(ask('step', step).frames?.['*']).toEqual({ set: [{ id: 't', text: '3' }], del: ['~hud'] });
    expect(ask('step', step).frames?.['*']?.set).toContainEqual(hudOf('x'));
    expect(ask('reset', { seed: 1 }).frames?.['*']?.set).toHaveLength(1);
  });

  test('is one for each agent beside a picture that is drawn once, or without any picture', () => {
    const perAgent = '    def hud_text(self, agent):\n        return f"{agent} {self.t // 2}"\n';
    const drawn = load(
      game({
        more: `${render.replace('surface.text', 'self.drawn = getattr(self, "drawn", 0) + 1\n        surface.text')}${perAgent}`,
      }),
    );
    expect(drawn.loaded).toMatchObject({ perAgentRender: true });
    expect(drawn.ask('reset', { seed: 1 }).frames).toMatchObject({
      a: { reset: true, set: [{ id: 't' }, hudOf('a 0')] },
      b: { reset: true, set: [{ id: 't' }, hudOf('b 0')] },
    });
    expect(drawn.ask('step', step).frames).toEqual({
      a: { set: [{ id: 't', text: '1' }], del: [] },
      b: { set: [{ id: 't', text: '1' }], del: [] },
    });
    const blank = load(game({ more: perAgent }));
    blank.ask('reset', { seed: 1 });
    blank.ask('step', step);
    expect(blank.ask('step', step).frames).toEqual({
      a: { set: [hudOf('a 1')], del: [] },
      b: { set: [hudOf('b 1')], del: [] },
    });
  });

  test('is there again after a snapshot, and in the outcome of many steps', () => {
    const source = game({ more: `${render}${state}    def hud_text(self):\n        return f"tick {self.t}"\n` });
    const one = load(source);
    one.ask('reset', { seed: 1 });
    one.ask('step', step);
    const { snapshot } = one.ask('snapshot');
    const other = load(source);
    expect(other.ask('restore', { seed: 1, snapshot }).frames?.['*']?.set).toContainEqual(hudOf('tick 1'));
    expect(other.ask('step', step).frames?.['*']?.set).toContainEqual(hudOf('tick 2'));
    const { frames } = load(source).ask('reset', { seed: 1 });
    expect(frames?.['*']?.set).toContainEqual(hudOf('tick 0'));
  });

  test.each([
    [
      'no text',
      'def hud_text(self):\n        return self.t',
      /hud_text\(\) must return a text or None; got 0/,
      'def hud_text',
    ],
    ['a book', 'def hud_text(self):\n        return "x" * 1001', /1001 characters; at most 1000/, 'def hud_text'],
    ['an error', 'def hud_text(self):\n        return 1 / self.t', /division/, 'return 1 / self.t'],
  ])('%s is told with the line', (_, method, message, at) => {
    const source = game({ more: `    ${method}\n` });
    const { error } = load(source).ask('reset', { seed: 1 });
    expect(error?.message).toMatch(message);
    expect(error).toMatchObject({ file: 'env.py', line: lineOf(source, at) });
  });

  test('a method that takes something else is told when it is loaded', () => {
    const source = game({ more: '    def hud_text(self, surface, agent):\n        return ""\n' });
    expect(load(source).loaded.error).toMatchObject({
      message: expect.stringMatching(/hud_text\(surface, agent\) cannot be called.*write 'def hud_text\(self\):'/),
      line: lineOf(source, 'def hud_text'),
    });
  });
});
