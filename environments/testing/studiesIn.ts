import type { Answer, TestPython } from './startPython.node';

/** A game for two that counts ticks; `parts` replace its methods or add to it. */
export function game(parts: { head?: string; reset?: string; step?: string; more?: string } = {}): string {
  return `${parts.head ?? ''}
class Game:
    possible_agents = ["a", "b"]
    def __init__(self, length=5):
        self.length = length
${parts.reset ?? RESET}
${parts.step ?? STEP}
${parts.more ?? ''}
`;
}
const RESET = `
    def reset(self, seed=None, options=None):
        self.t = 0
        return {"a": [0, 0.5], "b": [0, -0.5]}, {}
`;
export const STEP = `
    def step(self, actions):
        self.t += 1
        over = self.t >= self.length
        return ({"a": [self.t, 0.5], "b": [self.t, -0.5]}, {"a": actions["a"], "b": -1},
                {"a": over, "b": over}, {"a": False, "b": False}, {"a": {"t": self.t}, "b": {}})
`;
/** An action for each of its agents. */
export const both = { a: 1, b: 0 };

export type Play = {
  /** Where the study lies. */
  path: string;
  loaded: Answer;
  /** Loads the same again, from what lies there now. */
  reload(): Answer;
  ask(op: string, more?: Record<string, unknown>): Answer;
};

/** Returns a function that loads a source as the `env.py` of a study of its own; `files` lie beside it. */
export function studiesIn(
  python: TestPython,
): (source: string, more?: Record<string, unknown>, files?: Record<string, string>) => Play {
  let studies = 0;
  return (source, more = {}, files = {}) => {
    studies += 1;
    const [name, path] = [`game-${studies}`, `/studies/${studies}`];
    for (const [file, text] of Object.entries({ 'env.py': source, ...files })) python.put(`${path}/${file}`, text);
    const request = {
      game: name,
      path,
      file: 'env.py',
      class: 'Game',
      kwargs: {},
      canvas: { width: 800, height: 450 },
    };
    const reload = (): Answer => python.ask({ op: 'load', ...request, ...more });
    return { path, loaded: reload(), reload, ask: (op, rest = {}) => python.ask({ op, game: name, ...rest }) };
  };
}

/** Line of the first line of a source that contains a text. */
export const lineOf = (source: string, text: string): number =>
  source.split('\n').findIndex((line) => line.includes(text)) + 1;
