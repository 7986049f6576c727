import type { Action } from '../../../protocol/environment';
import { type Place, POINTER, POINTER_MOVE } from '../../../protocol/pointer';
import { pickAllowed } from './readTurn';
import { type Chord, type KeyMap, keyMapOf, resolveKeys } from './resolveKeys';

/** One key went down or up at a station. `held`: every key that is down after it. Times in ms, of the station's and the session's clock. */
export type StationInput = {
  seq: number;
  code: string;
  down: boolean;
  held: readonly string[];
  /** Of mouse or finger: where on the canvas. */
  at?: Place | undefined;
  tStationMs: number;
  tHostMs: number;
  /** Lockstep play: the tick this answers. */
  forTick?: number | undefined;
};

/** What became of an input. `action` is what the keys held after it mean by themselves. */
export type JudgedInput = {
  input: StationInput;
  action: Action;
  fate: 'applied' | 'superseded' | 'late' | 'frozen' | 'unmapped' | 'outOfTurn' | 'notAllowed';
  /** The tick whose action it went into, or null. */
  tick: number | null;
};

/** The inputs of one human agent between two ticks. */
export type Mailbox = {
  /** Keys that are down as far as is known, in the order of pressing. */
  held: readonly string[];
  /** Where mouse or finger was last; null before it was anywhere. */
  at: Place | null;
  /** Inputs that no tick has judged. */
  waiting: readonly StationInput[];
  /** Highest seq that has arrived, and the one up to which all have been judged by a tick. */
  lastSeq: number;
  appliedSeq: number;
};

/** `forbidden`: chords that mean something else than may be done now. `points`: where the pointer is is an action too. */
export type InputRules = {
  keys: KeyMap;
  forbidden?: KeyMap;
  defaultAction: Action;
  input: 'held' | 'press';
  points?: boolean;
};
/** `isMissing`: the inputs asked for no action, so `action` is the default one. */
export type TakenAction = { mailbox: Mailbox; action: Action; isMissing: boolean; judged: JudgedInput[] };

/** With one action per press: presses that may wait their turn; what comes beyond is superseded. */
export const PRESSES_WAITING = 8;

export const emptyMailbox: Mailbox = { held: [], at: null, waiting: [], lastSeq: 0, appliedSeq: 0 };

const noKeys = keyMapOf([]);

/** The rules of a tick in which an agent may take `allowed` actions only; all of them without. */
export function allowActions(rules: InputRules, allowed: readonly Action[] | undefined): InputRules {
  if (allowed === undefined) return rules;
  const isAllowed = ({ action }: Chord): boolean => allowed.includes(action);
  return {
    ...rules,
    keys: keyMapOf(rules.keys.chords.filter(isAllowed)),
    forbidden: keyMapOf(rules.keys.chords.filter((chord) => !isAllowed(chord))),
    defaultAction: pickAllowed(rules.defaultAction, allowed),
  };
}

/** An input has arrived during play. One that has arrived before (a retry) changes nothing. */
export function receiveInput(mailbox: Mailbox, input: StationInput): Mailbox {
  if (input.seq <= mailbox.lastSeq) return mailbox;
  return { ...mailbox, ...foldInput(mailbox, input), waiting: [...mailbox.waiting, input] };
}

/** An input has arrived while nothing is played: it does nothing, but what it says of keys that are held counts when play begins. */
export function refuseInput(
  mailbox: Mailbox,
  input: StationInput,
  rules: InputRules,
  fate: 'late' | 'frozen',
): { mailbox: Mailbox; judged: JudgedInput[] } {
  if (input.seq <= mailbox.lastSeq) return { mailbox, judged: [] };
  const next = { ...mailbox, ...foldInput(mailbox, input) };
  return { mailbox: next, judged: [judge(input, rules, fate, null)] };
}

/** Play has stopped: what no tick has judged is late. */
export function refuseWaiting(mailbox: Mailbox, rules: InputRules): { mailbox: Mailbox; judged: JudgedInput[] } {
  return {
    mailbox: { ...mailbox, waiting: [] },
    judged: mailbox.waiting.map((input) => judge(input, rules, 'late', null)),
  };
}

/** The action of a tick at its deadline, and the fate of every input that came for it. */
export function takeAction(mailbox: Mailbox, rules: InputRules, tick: number): TakenAction {
  return rules.input === 'press' ? takePress(mailbox, rules, tick) : takeHeld(mailbox, rules, tick);
}

/**
 * Keys count while they are down, and a key that went down and up between two ticks counts for one of them. Applied is a press
 * whose key is in the chord that won, and a release after which the key no longer counts; the release of a key pressed for less
 * than a tick is judged by the next one, which is the first that is without the key.
 */
function takeHeld(mailbox: Mailbox, rules: InputRules, tick: number): TakenAction {
  const pressed = mailbox.waiting.filter(({ down }) => down).map(({ code }) => code);
  const tapped = pressed.filter((code) => !mailbox.held.includes(code));
  const chord = resolveKeys(rules.keys, orderKeys(mailbox.held, pressed));
  const deferred = mailbox.waiting.filter(
    ({ code, down }, index) => !down && tapped.includes(code) && wentDownBefore(mailbox.waiting, index),
  );
  const due = mailbox.waiting.filter((input) => !deferred.includes(input));
  const pointed = pointAt(rules, mailbox.at, [...mailbox.held, ...pressed].includes(POINTER));
  const newest = [...due].reverse().find(isPointing);
  const judged = due.map((input) => {
    if (rules.points === true && isPointing(input))
      return input === newest && chord === null
        ? judge(input, rules, 'applied', tick)
        : judge(input, rules, 'superseded', null);
    if (!rules.keys.codes.has(input.code)) return judge(input, rules, fateOfMeaningless(input, rules), null);
    const counts = input.down
      ? chord?.codes.includes(input.code) === true
      : !pressed.includes(input.code) && !mailbox.held.includes(input.code);
    return counts ? judge(input, rules, 'applied', tick) : judge(input, rules, 'superseded', null);
  });
  return settle(mailbox, rules, deferred, judged, chord ?? pointed);
}

/** Each press is one action, in order, one per tick; a release means nothing. */
function takePress(mailbox: Mailbox, rules: InputRules, tick: number): TakenAction {
  const presses = mailbox.waiting.filter((input) => input.down && meaningOf(input, rules) !== null);
  const [first, ...later] = presses;
  const kept = later.slice(0, PRESSES_WAITING);
  const judged = mailbox.waiting
    .filter((input) => !kept.includes(input))
    .map((input) => {
      if (input === first) return judge(input, rules, 'applied', tick);
      return judge(input, rules, presses.includes(input) ? 'superseded' : fateOfMeaningless(input, rules), null);
    });
  return settle(mailbox, rules, kept, judged, first === undefined ? null : meaningOf(first, rules));
}

/** A turn: its action is the first press that means one, null while there is none. Presses after it are none for later. */
export function takeTurn(mailbox: Mailbox, rules: InputRules, tick: number): TakenAction | null {
  const pressing: InputRules = { ...rules, input: 'press' };
  const press = mailbox.waiting.find((input) => input.down && meaningOf(input, pressing) !== null);
  if (press === undefined) return null;
  const judged = mailbox.waiting.map((input) => {
    if (input === press) return judge(input, pressing, 'applied', tick);
    const means = meaningOf(input, pressing) !== null;
    return judge(input, pressing, means ? 'superseded' : fateOfMeaningless(input, pressing), null);
  });
  return settle(mailbox, pressing, [], judged, meaningOf(press, pressing));
}

/** A turn without a press of this agent: it is another's, or its time is over. */
export function passTurn(mailbox: Mailbox, rules: InputRules, isItsTurn: boolean): TakenAction {
  const pressing: InputRules = { ...rules, input: 'press' };
  const judged = mailbox.waiting.map((input) => {
    const counts = !isItsTurn && meaningOf(input, pressing) !== null;
    return judge(input, pressing, counts ? 'outOfTurn' : fateOfMeaningless(input, pressing), null);
  });
  return settle(mailbox, rules, [], judged, null);
}

/**
 * Lockstep play: the action of a tick is what was held in the first input sent for it; null while there is none.
 * Inputs for ticks that have gone are late; those that answer no tick only tell what is held. An answer of one who does not
 * act in this tick is out of turn.
 */
export function takeAnswer(mailbox: Mailbox, rules: InputRules, tick: number, acts = true): TakenAction | null {
  const answer = mailbox.waiting.find(({ forTick }) => forTick === tick);
  if (answer === undefined) return null;
  const kept = mailbox.waiting.filter(({ forTick }) => forTick !== undefined && forTick > tick);
  const judged = mailbox.waiting
    .filter((input) => !kept.includes(input))
    .map((input) => {
      if (input === answer) return acts ? judge(input, rules, 'applied', tick) : judge(input, rules, 'outOfTurn', null);
      return judge(input, rules, input.forTick !== undefined && input.forTick < tick ? 'late' : 'superseded', null);
    });
  const pointed = pointAt(rules, answer.at ?? mailbox.at, answer.held.includes(POINTER));
  return settle(mailbox, rules, kept, judged, resolveKeys(rules.keys, answer.held) ?? pointed);
}

/** `appliedSeq` says that this input and all before it have been judged: what still waits holds it back. */
function settle(
  mailbox: Mailbox,
  { defaultAction }: InputRules,
  waiting: readonly StationInput[],
  judged: JudgedInput[],
  meant: { action: Action } | null,
): TakenAction {
  const judgedTo = waiting.reduce((least, input) => Math.min(least, input.seq - 1), mailbox.lastSeq);
  const settled = { ...mailbox, waiting, appliedSeq: Math.max(mailbox.appliedSeq, judgedTo) };
  return { mailbox: settled, action: meant === null ? defaultAction : meant.action, isMissing: meant === null, judged };
}

function judge(input: StationInput, rules: InputRules, fate: JudgedInput['fate'], tick: number | null): JudgedInput {
  const meant = meaningOf(input, rules) ?? meaningOf(input, { ...rules, keys: rules.forbidden ?? noKeys });
  return { input, action: meant?.action ?? rules.defaultAction, fate, tick };
}

/** Of an input that asked for nothing that could be played. */
function fateOfMeaningless(input: StationInput, rules: InputRules): 'unmapped' | 'notAllowed' {
  return rules.forbidden?.codes.has(input.code) === true && input.down ? 'notAllowed' : 'unmapped';
}

/** With one action per press, the chord that the pressed key completes; else all that is held. */
function meaningOf(input: StationInput, rules: InputRules): { action: Action } | null {
  if (isPointing(input)) {
    const isAsked = rules.input === 'held' || input.down;
    return isAsked ? pointAt(rules, input.at ?? null, input.held.includes(POINTER)) : null;
  }
  const down = input.down && !input.held.includes(input.code) ? [...input.held, input.code] : input.held;
  if (rules.input === 'held') return resolveKeys(rules.keys, down);
  const chords = rules.keys.chords.filter(({ codes }) => codes.includes(input.code));
  return input.down ? resolveKeys({ ...rules.keys, chords }, down) : null;
}

const isPointing = ({ code }: StationInput): boolean => code === POINTER || code === POINTER_MOVE;

/** Where mouse or finger is, as an action; null before it was anywhere, or where that is none. */
function pointAt(rules: InputRules, at: Place | null, isPressed: boolean): { action: Action } | null {
  return rules.points === true && at !== null ? { action: [...at, isPressed ? 1 : 0] } : null;
}

const foldInput = ({ held, at }: Mailbox, input: StationInput): Pick<Mailbox, 'held' | 'at' | 'lastSeq'> => ({
  held: holdKeys(held, input),
  at: (isPointing(input) ? input.at : null) ?? at,
  lastSeq: input.seq,
});

/** Keys down after an input, in the order of pressing: the station's word counts, so a lost message leaves no key stuck. */
function holdKeys(before: readonly string[], input: StationInput): string[] {
  const still = before.filter((code) => input.held.includes(code) && !(input.down && code === input.code));
  const more = input.held.filter((code) => !still.includes(code) && code !== input.code);
  return input.held.includes(input.code) && !still.includes(input.code)
    ? [...still, ...more, input.code]
    : [...still, ...more];
}

/** Every key that counts for a tick, in the order of pressing. */
function orderKeys(held: readonly string[], pressed: readonly string[]): string[] {
  return [...held.filter((code) => !pressed.includes(code)), ...pressed];
}

function wentDownBefore(inputs: readonly StationInput[], index: number): boolean {
  const code = inputs[index]?.code;
  return inputs.slice(0, index).some((input) => input.down && input.code === code);
}
