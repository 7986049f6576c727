import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { stationMessages } from '../../../protocol/message';
import { checkMessage } from './checkMessage';

const table = {
  'a:open': z.strictObject({ answers: z.record(z.string(), z.unknown()) }),
  'a:number': z.strictObject({ n: z.number() }),
};

describe('checkMessage', () => {
  it('gives the message back with its type', () => {
    expect(checkMessage(table, 'a:number', { n: 3 })).toEqual({
      ok: true,
      request: { type: 'a:number', payload: { n: 3 } },
    });
  });

  it('knows no message by the name of what every object has', () => {
    for (const type of ['constructor', 'toString', '__proto__', 'hasOwnProperty', 7, null, undefined, {}, ['a:number']])
      expect(checkMessage(table, type, {})).toMatchObject({ ok: false, error: { code: 'message/invalid' } });
  });

  it.each([
    ['missing', undefined],
    ['binary', { answers: { a: new Uint8Array(2) } }],
    ['a date', { answers: { a: new Date(0) } }],
    ['undefined inside', { answers: { a: undefined } }],
    ['a function', { answers: { a: () => 1 } }],
    ['Infinity', { answers: { a: [Number.POSITIVE_INFINITY] } }],
    ['another prototype', { answers: new (class Admin {})() }],
    ['too deep', { answers: Array.from({ length: 40 }).reduce<unknown>((inner) => [inner], 1) }],
  ])('lets nothing through that is not plain JSON: %s', (_name, payload) => {
    expect(checkMessage(table, 'a:open', payload)).toMatchObject({ ok: false, error: { code: 'message/invalid' } });
  });

  it('takes any plain JSON where the schema leaves it open', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string().filter((key) => key !== '__proto__'),
          fc.jsonValue({ maxDepth: 8 }),
        ),
        (answers) => {
          const payload: unknown = JSON.parse(JSON.stringify({ answers }));
          expect(checkMessage(table, 'a:open', payload)).toEqual({ ok: true, request: { type: 'a:open', payload } });
        },
      ),
    );
  });

  it('never throws, and says nothing longer than a person reads', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(...Object.keys(stationMessages)), fc.string()),
        fc.anything({ withDate: true, withTypedArray: true, withBigInt: true }),
        (type, payload) => {
          const checked = checkMessage(stationMessages, type, payload);
          if (checked.ok) return;
          expect(checked.error.message.length).toBeLessThan(700);
          expect(checked.error.message).not.toMatch(/\[object Object\]|[\u0000-\u0008]/);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
