import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  allowActions,
  emptyMailbox,
  type InputRules,
  type JudgedInput,
  type Mailbox,
  passTurn,
  PRESSES_WAITING,
  receiveInput,
  refuseInput,
  refuseWaiting,
  type StationInput,
  takeAction,
  takeAnswer,
  takeTurn,
} from './inputMailbox';
import { parseKeys } from './resolveKeys';

const keys = parseKeys({ ArrowLeft: 1, ArrowRight: 2, Space: 3, 'ArrowLeft+Space': 4, 'ArrowRight+Space': 5 });
const heldRules: InputRules = { keys, defaultAction: 0, input: 'held' };
const pressRules: InputRules = { ...heldRules, input: 'press' };
const codes = ['ArrowLeft', 'ArrowRight', 'Space', 'KeyQ'];

/** A keyboard: turns presses and releases into the messages that a station sends. */
function makeKeyboard(): (code: string, down: boolean) => StationInput {
  let held: string[] = [];
  let seq = 0;
  return (code, down) => {
    seq += 1;
    held = down ? [...held.filter((one) => one !== code), code] : held.filter((one) => one !== code);
    return { seq, code, down, held, tStationMs: seq, tHostMs: seq };
  };
}

/** Plays ticks of key events (`+Space` down, `-Space` up) and returns each tick's action and fates. */
function play(
  rules: InputRules,
  ticks: string[][],
): { actions: unknown[]; fates: Record<string, string>; mailbox: Mailbox } {
  const press = makeKeyboard();
  let mailbox = emptyMailbox;
  const fates: Record<string, string> = {};
  const actions = ticks.map((events, index) => {
    for (const event of events) mailbox = receiveInput(mailbox, press(event.slice(1), event.startsWith('+')));
    const taken = takeAction(mailbox, rules, index + 1);
    mailbox = taken.mailbox;
    for (const { input, fate, tick } of taken.judged) fates[`${input.seq}`] = tick === null ? fate : `${fate}@${tick}`;
    return taken.action;
  });
  return { actions, fates, mailbox };
}

describe('held keys', () => {
  test.each<[string, string[][], unknown[], Record<string, string>]>([
    [
      'a key counts while it is down',
      [['+ArrowLeft'], [], ['-ArrowLeft'], []],
      [1, 1, 0, 0],
      { 1: 'applied@1', 2: 'applied@3' },
    ],
    [
      'a press shorter than a tick counts for one',
      [['+Space', '-Space'], [], []],
      [3, 0, 0],
      { 1: 'applied@1', 2: 'applied@2' },
    ],
    [
      'pressed twice within a tick it still counts for one',
      [['+Space', '-Space', '+Space', '-Space'], []],
      [3, 0],
      { 1: 'applied@1', 2: 'applied@2', 3: 'applied@1', 4: 'applied@2' },
    ],
    [
      'the larger chord wins',
      [['+ArrowLeft', '+Space'], ['-Space'], []],
      [4, 1, 1],
      { 1: 'applied@1', 2: 'applied@1', 3: 'applied@2' },
    ],
    [
      'of single keys the later wins, and the earlier when it is let go',
      [['+ArrowLeft'], ['+ArrowRight'], ['-ArrowRight']],
      [1, 2, 1],
      { 1: 'applied@1', 2: 'applied@2', 3: 'applied@3' },
    ],
    [
      'a key that another outdoes is superseded',
      [['+ArrowLeft', '+ArrowRight']],
      [2],
      { 1: 'superseded', 2: 'applied@1' },
    ],
    [
      'a release that the same tick undoes is superseded',
      [['+Space'], ['-Space', '+Space'], []],
      [3, 3, 3],
      { 1: 'applied@1', 2: 'superseded', 3: 'applied@2' },
    ],
    ['a key that means nothing is unmapped', [['+KeyQ'], ['-KeyQ']], [0, 0], { 1: 'unmapped', 2: 'unmapped' }],
  ])('%s', (_, ticks, actions, fates) => {
    expect(play(heldRules, ticks)).toMatchObject({ actions, fates });
  });

  test('a lost release leaves no key stuck: what the station holds counts', () => {
    const first = receiveInput(emptyMailbox, {
      seq: 1,
      code: 'ArrowLeft',
      down: true,
      held: ['ArrowLeft'],
      tStationMs: 0,
      tHostMs: 0,
    });
    const next = receiveInput(takeAction(first, heldRules, 1).mailbox, {
      seq: 5,
      code: 'Space',
      down: true,
      held: ['Space'],
      tStationMs: 0,
      tHostMs: 0,
    });
    expect(takeAction(next, heldRules, 2).action).toBe(3);
  });
});

describe('one press, one action', () => {
  test.each<[string, string[][], unknown[], Record<string, string>]>([
    ['a key that stays down counts once', [['+ArrowLeft'], [], []], [1, 0, 0], { 1: 'applied@1' }],
    [
      'presses wait their turn, one per tick',
      [['+ArrowLeft', '-ArrowLeft', '+ArrowRight', '-ArrowRight'], [], []],
      [1, 2, 0],
      { 1: 'applied@1', 3: 'applied@2' },
    ],
    [
      'a key pressed while another is down can complete a chord',
      [['+ArrowLeft'], ['+Space'], []],
      [1, 4, 0],
      { 1: 'applied@1', 2: 'applied@2' },
    ],
    ['a release means nothing', [['+Space'], ['-Space'], []], [3, 0, 0], { 1: 'applied@1', 2: 'unmapped' }],
  ])('%s', (_, ticks, actions, fates) => {
    expect(play(pressRules, ticks)).toMatchObject({ actions, fates });
  });

  test('what still waits its turn has not gone in', () => {
    expect(play(pressRules, [['+ArrowLeft', '-ArrowLeft', '+ArrowRight', '-ArrowRight']]).mailbox.appliedSeq).toBe(2);
  });

  test('beyond so many waiting presses, more are superseded', () => {
    const taps = Array.from({ length: PRESSES_WAITING + 3 }, () => ['+Space', '-Space']).flat();
    const { actions, fates } = play(pressRules, [taps, ...Array.from({ length: 12 }, () => [])]);
    expect(actions.filter((action) => action === 3)).toHaveLength(PRESSES_WAITING + 1);
    expect(Object.values(fates).filter((fate) => fate === 'superseded')).toHaveLength(2);
  });
});

describe('outside of play', () => {
  test('an input is late, but what it holds counts when play begins', () => {
    const { mailbox, judged } = refuseInput(emptyMailbox, makeKeyboard()('ArrowRight', true), heldRules, 'late');
    expect(judged).toMatchObject([{ fate: 'late', tick: null, action: 2 }]);
    expect(takeAction(mailbox, heldRules, 1)).toMatchObject({ action: 2, judged: [] });
  });

  test('what no tick has judged is late when play stops', () => {
    const { mailbox, judged } = refuseWaiting(receiveInput(emptyMailbox, makeKeyboard()('Space', true)), heldRules);
    expect(judged).toMatchObject([{ fate: 'late' }]);
    expect(mailbox.waiting).toEqual([]);
  });
});

describe('lockstep', () => {
  const answer = (seq: number, forTick: number, held: string[]): StationInput => ({
    seq,
    code: 'answer',
    down: true,
    held,
    tStationMs: 0,
    tHostMs: 0,
    forTick,
  });

  test('a tick takes the first answer to it, and waits for it', () => {
    const mailbox = [answer(1, 2, ['Space']), answer(2, 1, ['ArrowLeft']), answer(3, 1, ['ArrowRight'])].reduce(
      receiveInput,
      emptyMailbox,
    );
    expect(takeAnswer(emptyMailbox, heldRules, 1)).toBeNull();
    const first = takeAnswer(mailbox, heldRules, 1);
    expect(first).toMatchObject({ action: 1, judged: [{ fate: 'applied', tick: 1 }, { fate: 'superseded' }] });
    expect(takeAnswer(first?.mailbox ?? emptyMailbox, heldRules, 2)).toMatchObject({ action: 3 });
  });
});

describe('whatever is pressed', () => {
  const event = fc.record({ code: fc.constantFrom(...codes), down: fc.boolean() });
  const session = fc.array(fc.array(event, { maxLength: 8 }), { minLength: 1, maxLength: 30 });
  const idle = Array.from({ length: 2 * PRESSES_WAITING }, () => []);

  test.each([
    ['held', heldRules],
    ['press', pressRules],
  ])('every input gets exactly one fate, and applied says when (%s)', (_, rules) => {
    fc.assert(
      fc.property(session, (ticks) => {
        const press = makeKeyboard();
        let mailbox = emptyMailbox;
        const judged: JudgedInput[] = [];
        let sent = 0;
        [...ticks, ...idle].forEach((events, index) => {
          for (const { code, down } of events) {
            mailbox = receiveInput(mailbox, press(code, down));
            sent += 1;
          }
          const taken = takeAction(mailbox, rules, index + 1);
          expect(taken.mailbox.appliedSeq).toBeGreaterThanOrEqual(mailbox.appliedSeq);
          expect(taken.mailbox.waiting.every(({ seq }) => seq > taken.mailbox.appliedSeq)).toBe(true);
          mailbox = taken.mailbox;
          judged.push(...taken.judged);
        });
        expect(judged.map(({ input }) => input.seq).sort((one, other) => one - other)).toEqual(
          Array.from({ length: sent }, (_, at) => at + 1),
        );
        for (const { fate, tick } of judged) expect(tick !== null).toBe(fate === 'applied');
        expect(mailbox).toMatchObject({ waiting: [], appliedSeq: sent, lastSeq: sent });
      }),
    );
  });

  test('the number of applied presses is the number of actions when one press is one action', () => {
    fc.assert(
      fc.property(session, (ticks) => {
        const { actions, fates } = play(pressRules, [
          ...ticks.map((events) => events.map(({ code, down }) => `${down ? '+' : '-'}${code}`)),
          ...idle,
        ]);
        expect(Object.values(fates).filter((fate) => fate.startsWith('applied'))).toHaveLength(
          actions.filter((action) => action !== 0).length,
        );
      }),
    );
  });

  test('a message that comes twice changes nothing', () => {
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 20 }), (events) => {
        const press = makeKeyboard();
        const inputs = events.map(({ code, down }) => press(code, down));
        const once = inputs.reduce(receiveInput, emptyMailbox);
        expect([...inputs, ...inputs].reduce(receiveInput, emptyMailbox)).toEqual(once);
        expect(once.held).toEqual(inputs[inputs.length - 1]?.held);
      }),
    );
  });
});

describe('turns', () => {
  const mailboxOf = (events: string[]): Mailbox => {
    const press = makeKeyboard();
    return events.reduce((box, event) => receiveInput(box, press(event.slice(1), event.startsWith('+'))), emptyMailbox);
  };
  const fatesOf = (judged: JudgedInput[]): string[] => judged.map(({ fate, tick }) => `${fate}${tick ?? ''}`);

  test('the first press that means something acts, whether keys are held or pressed; nothing waits for later', () => {
    const mailbox = mailboxOf(['+KeyQ', '-KeyQ', '+ArrowRight', '+ArrowLeft']);
    for (const rules of [heldRules, pressRules]) {
      const taken = takeTurn(mailbox, rules, 7);
      expect(taken?.action).toBe(2);
      expect(fatesOf(taken?.judged ?? [])).toEqual(['unmapped', 'unmapped', 'applied7', 'superseded']);
      expect(taken?.mailbox).toMatchObject({ waiting: [], appliedSeq: 4 });
    }
  });
  test('a key that was held before the turn does not act by itself', () => {
    const held = takeTurn(mailboxOf(['+ArrowLeft']), heldRules, 1)?.mailbox ?? emptyMailbox;
    expect(held.held).toEqual(['ArrowLeft']);
    expect(takeTurn(held, heldRules, 2)).toBeNull();
  });
  test('a key of a forbidden action does nothing, and the turn goes on', () => {
    const rules = allowActions(heldRules, [2, 3]);
    expect(takeTurn(mailboxOf(['+ArrowLeft']), rules, 1)).toBeNull();
    const taken = takeTurn(mailboxOf(['+ArrowLeft', '-ArrowLeft', '+ArrowRight']), rules, 1);
    expect(taken?.action).toBe(2);
    expect(taken?.judged.map(({ fate, action }) => [fate, action])).toEqual([
      ['notAllowed', 1],
      ['unmapped', expect.anything()],
      ['applied', 2],
    ]);
  });
  test('what others press is out of turn; when the time is over the default acts, or the first that is allowed', () => {
    const mailbox = mailboxOf(['+ArrowLeft', '+KeyQ']);
    expect(fatesOf(passTurn(mailbox, heldRules, false).judged)).toEqual(['outOfTurn', 'unmapped']);
    const over = passTurn(mailbox, allowActions(heldRules, [2, 3]), true);
    expect(over.action).toBe(2);
    expect(fatesOf(over.judged)).toEqual(['notAllowed', 'unmapped']);
    expect(passTurn(mailbox, allowActions(heldRules, [0, 3]), true).action).toBe(0);
  });
  test('in real time too, forbidden keys do nothing', () => {
    const rules = allowActions(heldRules, [0, 2, 4]);
    const taken = takeAction(mailboxOf(['+ArrowRight', '+ArrowLeft']), rules, 1);
    expect(taken.action).toBe(2);
    expect(fatesOf(taken.judged)).toEqual(['applied1', 'superseded']);
    expect(takeAction(mailboxOf(['+Space']), allowActions(heldRules, [0, 1]), 1)).toMatchObject({
      action: 0,
      judged: [{ fate: 'notAllowed', action: 3, tick: null }],
    });
  });
  test('in lockstep, the answer of one whose turn it is not is out of turn', () => {
    const answer = { ...makeKeyboard()('ArrowLeft', true), forTick: 3 };
    const taken = takeAnswer(receiveInput(emptyMailbox, answer), heldRules, 3, false);
    expect(fatesOf(taken?.judged ?? [])).toEqual(['outOfTurn']);
  });
});
