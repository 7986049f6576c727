import { expect, it } from 'vitest';
import { column } from '../tables/Table';
import { mergeColumns } from './mergeColumns';

it('has each column once, with all its meanings, and of two types takes the one that holds both', () => {
  const [a, b] = [column('a', 'integer', 'One.', 'ms'), column('b', 'text', 'Two.')];
  expect(mergeColumns([[a, b], [b], [column('a', 'any', 'Other.'), column('c', 'json', 'Three.')]])).toEqual([
    column('a', 'any', 'One. / Other.'),
    b,
    column('c', 'json', 'Three.'),
  ]);
  expect(mergeColumns([[a], [a]])).toEqual([a]);
});
