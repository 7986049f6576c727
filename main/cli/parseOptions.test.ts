import { InvalidArgumentError } from 'commander';
import { describe, expect, test } from 'vitest';
import { someOf, wholeNumber } from './parseOptions';

describe('a whole number', () => {
  test.each(['1', '64', '007'])('%s is one', (text) => {
    expect(wholeNumber(1, 64)(text)).toBe(Number(text));
  });
  test.each(['0', '65', '-1', '1.5', '1e1', '', ' ', 'four', '0x10'])('%j is none from 1 to 64', (text) => {
    expect(() => wholeNumber(1, 64)(text)).toThrow(InvalidArgumentError);
  });
});

describe('some of a list', () => {
  const parse = someOf(['csv', 'jsonl'] as const);
  test('come in the order of the list, each once', () => {
    expect(parse('jsonl, csv,csv')).toEqual(['csv', 'jsonl']);
  });
  test.each(['', 'pdf', 'csv,', 'CSV'])('%j is refused, and what there is is told', (text) => {
    expect(() => parse(text)).toThrow(/csv, jsonl/);
  });
});
