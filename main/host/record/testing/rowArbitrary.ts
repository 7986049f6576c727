import fc from 'fast-check';
import type { JournalRow } from '../../../../protocol/journal';

/** Any text, lone surrogates and NUL included. */
const text = fc.string({ unit: 'binary' });
/** Names stand in columns of their own, which take no NUL. */
const name = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0'));
const number = fc.double({ noNaN: true, noDefaultInfinity: true });
const integer = fc.maxSafeInteger();
const action = fc.oneof(
  number,
  fc.string({ unit: 'binary', maxLength: 50 }),
  fc.boolean(),
  fc.array(number),
  fc.constant(null),
);
const perAgent = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  // An agent called __proto__ is lost by every object literal on the way here, before it comes to the journal.
  fc.dictionary(
    fc.string().filter((key) => key !== '__proto__'),
    value,
    { noNullPrototype: true, maxKeys: 4 },
  );
const json = fc.jsonValue({ noUnicodeString: false }).filter((value) => !JSON.stringify(value).includes('__proto__'));

const envelope = {
  atMs: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  game: fc.option(name),
  participant: fc.option(name),
  seat: fc.option(name),
};
const answers = fc.record({
  type: fc.constant('answersSubmitted' as const),
  atMs: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
  participant: text,
  scene: text,
  answers: perAgent(json),
});
const tick = fc.record({
  episode: integer,
  tick: integer,
  actions: perAgent(action),
  rewards: perAgent(number),
  terminations: perAgent(fc.boolean()),
  truncations: perAgent(fc.boolean()),
  policies: fc.constant({}),
  lateMs: number,
  stepMs: number,
  hash: fc.option(text),
});
const snapshot = fc.record({ episode: integer, tick: integer, hash: text, state: text });
const input = fc.record({
  episode: integer,
  agent: text,
  seq: integer,
  code: text,
  down: fc.boolean(),
  held: fc.array(text),
  tStationMs: number,
  tHostMs: number,
  action,
  fate: fc.constantFrom('applied', 'superseded', 'late', 'unmapped', 'outOfTurn', 'notAllowed'),
  tick: fc.option(integer),
});
const clock = fc.record({ offsetMs: number, errorMs: number, rttMs: number });

/** Any row that the types allow. */
export const rowArbitrary: fc.Arbitrary<JournalRow> = fc.oneof(
  fc.record({ kind: fc.constant('event' as const), ...envelope, body: answers }),
  fc.record({ kind: fc.constant('tick' as const), ...envelope, body: tick }),
  fc.record({ kind: fc.constant('snapshot' as const), ...envelope, body: snapshot }),
  fc.record({ kind: fc.constant('input' as const), ...envelope, body: input }),
  fc.record({ kind: fc.constant('clock' as const), ...envelope, body: clock }),
);
