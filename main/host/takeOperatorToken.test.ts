import { afterEach, expect, it } from 'vitest';
import { takeOperatorToken } from './takeOperatorToken.node';

afterEach(() => delete process.env['CUBICLE_OPERATOR_TOKEN']);

it('takes a long one out of the environment, once', () => {
  const token = 'a1_-'.repeat(10);
  process.env['CUBICLE_OPERATOR_TOKEN'] = token;
  expect([takeOperatorToken(), takeOperatorToken()]).toEqual([token, null]);
});

it.each(['secret', 'x'.repeat(31), `${'x'.repeat(40)}#/`])('refuses %s, in words that do not repeat it', (token) => {
  process.env['CUBICLE_OPERATOR_TOKEN'] = token;
  expect(takeOperatorToken).toThrow(/^CUBICLE_OPERATOR_TOKEN must have at least 32 letters/);
  expect(takeOperatorToken()).toBeNull();
});

it('has none when there is none', () => {
  process.env['CUBICLE_OPERATOR_TOKEN'] = '';
  expect(takeOperatorToken()).toBeNull();
});
