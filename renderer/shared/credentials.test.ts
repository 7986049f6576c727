import { expect, it } from 'vitest';
import { parseFragment } from './credentials';

it('reads a token or a code, whatever stands around it', () => {
  expect(parseFragment('#token=ab-c_123')).toEqual({ token: 'ab-c_123' });
  expect(parseFragment('#code=ACD%20EFG&x=1')).toEqual({ code: 'ACD EFG' });
  expect(parseFragment('')).toEqual({});
  expect(parseFragment('#token=')).toEqual({});
});
