import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hashText } from '../hashText.node';
import { partitionName } from './partitionName';

const nameOf = (value: string): string => partitionName(value, hashText);

it.each([
  ['volley', 'volley'],
  ['K7PQ-2_a', 'K7PQ-2_a'],
  ['../a', '%2E%2E%2Fa'],
  ['ü.😀', '%C3%BC%2E%F0%9F%98%80'],
  ['a~b', 'a%7Eb'],
])('%j is called %j', (value, name) => {
  expect(nameOf(value)).toBe(name);
});

it('is safe and short whatever the value, comes back from the name, and tells long values apart', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary', minLength: 150, maxLength: 400 }));
  fc.assert(
    fc.property(text, text, (value, other) => {
      const name = nameOf(value);
      expect(name).toMatch(/^([A-Za-z0-9_-]|%[0-9A-F]{2})*(~[0-9a-f]{16})?$/);
      expect(name.length).toBeLessThanOrEqual(200);
      if (!name.includes('~')) expect(decodeURIComponent(name)).toBe(value);
      if (value !== other) expect(nameOf(other)).not.toBe(name);
    }),
    { numRuns: 50 },
  );
});
