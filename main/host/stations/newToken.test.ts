import { expect, it } from 'vitest';
import { isSameSecret } from './isSameSecret.node';
import { hashToken, newJoinCode, newParticipantCode, newToken } from './newToken.node';

it('tokens hold 256 random bits in 43 characters fit for a URL', () => {
  const tokens = Array.from({ length: 500 }, newToken);
  for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/);
  expect(new Set(tokens).size).toBe(500);
  const ones = tokens
    .flatMap((token) => [...Buffer.from(token, 'base64url')])
    .reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
  expect(ones / (500 * 256)).toBeCloseTo(0.5, 1);
});

it('the hash of a token is its SHA-256', () => {
  expect(hashToken('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

it('codes have no characters that are taken for each other, and use all the others', () => {
  const codes = Array.from({ length: 2_000 }, newJoinCode);
  for (const code of codes) expect(code).toMatch(/^[ACDEFGHJKMNPQRTWXY34679]{6}$/);
  expect(new Set(codes.join('')).size).toBe(23);
  expect(newParticipantCode()).toHaveLength(8);
});

it('secrets are the same or not, whatever their lengths', () => {
  expect(isSameSecret('abc', 'abc')).toBe(true);
  for (const other of ['abd', 'ab', 'abcd', '']) expect(isSameSecret('abc', other)).toBe(false);
});
