import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Answer, startPython, type TestPython } from './startPython.node';

const [NOTHING, ERASE, CONFIRM, GIVE] = [0, 11, 12, 13] as const;
const digit = (value: number): number => 1 + value;

let python: TestPython;
let games = 0;
beforeAll(async () => {
  python = await startPython(['public_goods']);
  python.run(`
sys.path.append("/public_goods")
from env import PublicGoods
"null"`);
}, 60_000);

function open(kwargs: Record<string, number> = {}): (op: string, more?: Record<string, unknown>) => Answer {
  games += 1;
  const game = `pot-${games}`;
  const place = { path: '/public_goods', file: 'env.py', class: 'PublicGoods', kwargs };
  const loaded = python.ask({ op: 'load', game, ...place, canvas: { width: 800, height: 430 } });
  expect(loaded).toMatchObject({ ok: true, perAgentRender: true });
  return (op, more = {}) => python.ask({ op, game, ...more });
}
const all = (a: number, others: number): Record<string, number> => ({ a, b: others, c: others, d: others });
const textsOf = (answer: Answer, agent: string): string[] =>
  (answer.frames?.[agent]?.set ?? []).flatMap(({ text }) => (text === undefined ? [] : [String(text)]));

test('what is given is multiplied and shared: all give 20 and get 32; who keeps it gets 44', () => {
  const ask = open({ rounds: 2 });
  ask('reset', { seed: 1 });
  expect(ask('step', { actions: all(GIVE + 20, GIVE + 20) }).rewards).toEqual({ a: 32, b: 32, c: 32, d: 32 });
  for (let tick = 0; tick < 105; tick += 1) ask('step', { actions: all(NOTHING, NOTHING) });
  expect(ask('step', { actions: all(GIVE, GIVE + 20) }).rewards).toEqual({ a: 44, b: 24, c: 24, d: 24 });
});

test('a number is typed, corrected and confirmed, and never beyond the endowment', () => {
  const ask = open();
  ask('reset', { seed: 1 });
  for (const action of [digit(1), digit(7), digit(5), ERASE, digit(2), CONFIRM, digit(9)])
    ask('step', { actions: all(action, NOTHING) });
  const last = ask('step', { actions: all(NOTHING, GIVE + 3) });
  expect(last.infos).toMatchObject({ a: { given: 12, late: false }, b: { given: 3 } });
});

test('when the time is over what is typed counts, and 0 if nothing is', () => {
  const ask = open({ decide_ticks: 5 });
  ask('reset', { seed: 1 });
  ask('step', { actions: all(digit(8), NOTHING) });
  let last: Answer = { ok: true };
  for (let tick = 0; tick < 4; tick += 1) last = ask('step', { actions: all(NOTHING, NOTHING) });
  expect(last.infos).toMatchObject({ a: { given: 8, late: true }, d: { given: 0, late: true } });
});

test('nobody sees what another types or gives before all have decided', () => {
  const ask = open();
  ask('reset', { seed: 1 });
  ask('step', { actions: { a: digit(1), b: NOTHING, c: GIVE + 19, d: NOTHING } });
  const seen = ask('step', { actions: { a: digit(7), b: NOTHING, c: NOTHING, d: NOTHING } });
  expect(textsOf(ask('frame'), 'a')).toContain('17');
  for (const other of ['b', 'd']) {
    const texts = textsOf(ask('frame'), other);
    expect(texts).toContain('1 of 4 have decided');
    expect(texts.filter((text) => /\b(17|19)\b/.test(text))).toEqual([]);
  }
  expect(seen.obs?.['b']).toEqual([0, 0.9, 1, 0, 0, 0, 0, 0]);
});

test('a state taken in the middle goes on in another object as it would have; points are neither made nor lost', () => {
  const action = fc.integer({ min: 0, max: GIVE + 20 });
  const play = fc.array(fc.tuple(action, action, action), { minLength: 1, maxLength: 150, size: 'max' });
  fc.assert(
    fc.property(play, play, (before, after) => {
      const [same, off] = python.run(`
def made(): return PublicGoods(players=3, rounds=50, decide_ticks=6, result_ticks=2)
def act(env, triple): return env.step(dict(zip(env.possible_agents, triple)))
one, other = made(), made()
one.reset(seed=1)
for triple in ${JSON.stringify(before)}: act(one, triple)
other.set_state(json.loads(json.dumps(one.get_state())))
same, off = True, 0
for triple in ${JSON.stringify(after)}:
    done, again = act(one, triple), act(other, triple)
    same = same and done == again
    if any(done[1].values()):
        given = sum(hand.history[-1] for hand in one.hands.values())
        off = max(off, abs(sum(done[1].values()) - (3 * 20 - given + 1.6 * given)))
json.dumps([same and one.get_state() == other.get_state(), off])`) as [boolean, number];
      expect(same).toBe(true);
      expect(off).toBeLessThan(0.02);
    }),
    { numRuns: 20 },
  );
});

test('it ends for all after the last result, with two to six players', () => {
  for (const players of [2, 6]) {
    const done = python.run(`
env = PublicGoods(players=${players}, rounds=3, result_ticks=2)
env.reset()
ticks = 0
while env.agents:
    _, _, terminations, truncations, _ = env.step(dict.fromkeys(env.possible_agents, 13 + 5))
    ticks += 1
json.dumps([ticks, all(terminations.values()), any(truncations.values())])`);
    expect(done).toEqual([9, true, false]);
  }
});

describe('the giver', () => {
  const model = readFileSync('environments/public_goods/policies/giver.onnx');
  type Points = Record<'giver' | 'as others' | 'nothing' | 'everything', number>;
  const metadata = JSON.parse(readFileSync('environments/public_goods/policies/giver.json', 'utf8')) as {
    sha256: string;
    results: { episodes: number; 'beside people': Points; 'beside random': Points };
  };

  test('is the model that its metadata describes, and earns more than any scripted player beside people', () => {
    expect(createHash('sha256').update(model).digest('hex')).toBe(metadata.sha256);
    const { giver, ...scripted } = metadata.results['beside people'];
    expect(giver).toBeGreaterThan(Math.max(...Object.values(scripted)));
    expect(metadata.results['beside random'].giver).toBeGreaterThan(metadata.results['beside random']['as others']);
    expect(metadata.results.episodes).toBeGreaterThanOrEqual(300);
  });
});
