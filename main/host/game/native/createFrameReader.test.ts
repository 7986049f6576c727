import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFrameReader, frameMessage } from './createFrameReader';

const LIMIT_BYTES = 1000;

test('gives the messages whole and in order, however the bytes are cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 20 }),
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
      (messages, cuts) => {
        const stream = Buffer.concat(messages.map((message) => frameMessage(message)));
        const seen: Uint8Array[] = [];
        const reader = createFrameReader(LIMIT_BYTES, (message) => seen.push(message.slice()));
        for (let at = 0, turn = 0; at < stream.length; turn += 1) {
          const size = cuts[turn % cuts.length] ?? 1;
          reader.take(new Uint8Array(stream.subarray(at, at + size)));
          at += size;
        }
        expect(seen).toEqual(messages);
      },
    ),
  );
});

test('refuses a length that nobody can mean', () => {
  const reader = createFrameReader(LIMIT_BYTES, () => undefined);
  expect(() => reader.take(new Uint8Array([0xff, 0xff, 0xff, 0xff]))).toThrow(/4294967295 bytes, at most 1000/);
});
