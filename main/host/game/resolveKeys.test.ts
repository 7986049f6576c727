import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseKeys, resolveKeys } from './resolveKeys';

const map = parseKeys({ A: 1, B: 2, C: 3, 'A+B': 12, 'B+C': 23, 'A+B+C': 123 });

test.each<[string[], number | undefined]>([
  [[], undefined],
  [['X'], undefined],
  [['A', 'X'], 1],
  [['A', 'C'], 3],
  [['C', 'A'], 1],
  [['B', 'A'], 12],
  [['C', 'A', 'B'], 123],
])('%j means %s', (down, action) => {
  expect(resolveKeys(map, down)?.action).toBe(action);
});

test('what wins is down as a whole, and nothing larger is', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(['A', 'B', 'C', 'X', 'Y']), (down) => {
      const won = resolveKeys(map, down);
      const possible = map.chords.filter(({ codes }) => codes.every((code) => down.includes(code)));
      expect(won === null).toBe(possible.length === 0);
      if (won !== null) {
        expect(possible).toContain(won);
        expect(won.codes.length).toBe(Math.max(...possible.map(({ codes }) => codes.length)));
      }
    }),
  );
});
