import { expect, it } from 'vitest';
import { formatBytes } from './formatBytes';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [9_960, '10 kB'],
  [999_600, '1.0 MB'],
  [12_345_678, '12 MB'],
  [5e12, '5000 GB'],
])('writes %d as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
