import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  emptyMailbox,
  type InputRules,
  type Mailbox,
  passTurn,
  receiveInput,
  type StationInput,
  takeAction,
  takeTurn,
} from './inputMailbox';
import { parseKeys } from './resolveKeys';

const held: InputRules = { keys: parseKeys({ Space: 7 }), defaultAction: 0, input: 'held', points: true };
const pressing: InputRules = { ...held, input: 'press' };

/** A hand: `+` presses, `-` lets go, `>` moves; each at its place. `_` is the space bar. */
function makeHand(): (what: string, x: number, y: number) => StationInput {
  let down: string[] = [];
  let seq = 0;
  return (what, x, y) => {
    seq += 1;
    const code = what.endsWith('_') ? 'Space' : what === '>' ? 'PointerMove' : 'Pointer';
    if (what.startsWith('+')) down = [...down, code];
    if (what.startsWith('-')) down = down.filter((one) => one !== code);
    const at = code === 'Space' ? {} : { at: [x, y] as [number, number] };
    return { seq, code, down: what.startsWith('+'), held: down, ...at, tStationMs: seq, tHostMs: seq };
  };
}
type Doing = [what: string, x: number, y: number];
function play(rules: InputRules, ticks: Doing[][]): { actions: unknown[]; fates: string[]; mailbox: Mailbox } {
  const act = makeHand();
  let mailbox = emptyMailbox;
  const fates: string[] = [];
  const actions = ticks.map((doings, index) => {
    for (const doing of doings) mailbox = receiveInput(mailbox, act(...doing));
    const taken = takeAction(mailbox, rules, index + 1);
    mailbox = taken.mailbox;
    for (const { input, fate, tick, action } of taken.judged)
      fates.push(`${input.seq} ${fate}${tick ?? ''} ${JSON.stringify(action)}`);
    return taken.isMissing ? 'missing' : taken.action;
  });
  return { actions, fates, mailbox };
}

test('where the pointer is goes on from tick to tick; before it was anywhere, the action is missing', () => {
  const { actions, fates } = play(held, [
    [],
    [
      ['>', 0.1, 0.2],
      ['>', 0.3, 0.4],
    ],
    [],
    [['+', 0.3, 0.5]],
    [],
    [['-', 1, 1]],
  ]);
  expect(actions).toEqual(['missing', [0.3, 0.4, 0], [0.3, 0.4, 0], [0.3, 0.5, 1], [0.3, 0.5, 1], [1, 1, 0]]);
  expect(fates).toEqual([
    '1 superseded [0.1,0.2,0]',
    '2 applied2 [0.3,0.4,0]',
    '3 applied4 [0.3,0.5,1]',
    '4 applied6 [1,1,0]',
  ]);
});

test('a tap shorter than a tick is pressed in one, and let go in the next', () => {
  const { actions, fates } = play(held, [
    [
      ['+', 0.5, 0.5],
      ['-', 0.5, 0.5],
    ],
    [],
  ]);
  expect(actions).toEqual([
    [0.5, 0.5, 1],
    [0.5, 0.5, 0],
  ]);
  expect(fates).toEqual(['1 applied1 [0.5,0.5,1]', '2 applied2 [0.5,0.5,0]']);
});

test('a key goes before the pointer', () => {
  const { actions, fates } = play(held, [
    [
      ['>', 0.1, 0.1],
      ['+_', 0, 0],
    ],
    [['-_', 0, 0]],
  ]);
  expect(actions).toEqual([7, [0.1, 0.1, 0]]);
  expect(fates.slice(0, 2)).toEqual(['1 superseded [0.1,0.1,0]', '2 applied1 7']);
});

test('with one press, one action, and in turns, a press is one place; moves and releases mean nothing', () => {
  const doings: Doing[] = [
    ['>', 0.1, 0.1],
    ['+', 0.2, 0.3],
    ['>', 0.9, 0.9],
    ['-', 0.9, 0.9],
  ];
  const { actions, fates } = play(pressing, [doings, []]);
  expect(actions).toEqual([[0.2, 0.3, 1], 'missing']);
  expect(fates.map((line) => line.split(' ')[1])).toEqual(['unmapped', 'applied1', 'unmapped', 'unmapped']);
  const act = makeHand();
  const mailbox = doings.reduce((box, doing) => receiveInput(box, act(...doing)), emptyMailbox);
  expect(takeTurn(mailbox, held, 4)).toMatchObject({ action: [0.2, 0.3, 1], isMissing: false });
  expect(passTurn(mailbox, held, false).judged.map(({ fate }) => fate)).toEqual([
    'unmapped',
    'outOfTurn',
    'unmapped',
    'unmapped',
  ]);
});

test('where the scene does not ask for the pointer, it means nothing', () => {
  const { points: _, ...rules } = held;
  expect(play(rules, [[['+', 0.5, 0.5]], []])).toMatchObject({
    actions: ['missing', 'missing'],
    fates: ['1 unmapped 0'],
  });
});

test('whatever a hand does, every input has one fate, and places stay on the canvas', () => {
  const doing = fc.tuple(
    fc.constantFrom('+', '-', '>', '+_', '-_'),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  );
  fc.assert(
    fc.property(
      fc.array(fc.array(doing, { maxLength: 6 }), { minLength: 1, maxLength: 20 }),
      fc.boolean(),
      (ticks, press) => {
        const idle = Array.from({ length: 20 }, (): Doing[] => []);
        const { actions, fates, mailbox } = play(press ? pressing : held, [...ticks, ...idle]);
        const sent = ticks.flat().length;
        expect(fates.map((line) => Number(line.split(' ')[0])).sort((one, other) => one - other)).toEqual(
          Array.from({ length: sent }, (_, at) => at + 1),
        );
        expect(mailbox).toMatchObject({ waiting: [], lastSeq: sent, appliedSeq: sent });
        for (const action of actions)
          if (Array.isArray(action))
            expect(action.every((part) => typeof part === 'number' && part >= 0 && part <= 1)).toBe(true);
      },
    ),
  );
});
