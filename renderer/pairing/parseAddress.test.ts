import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAddress } from './parseAddress';

test.each([
  ['10.0.0.5', '10.0.0.5', 4700],
  [' 10.0.0.5:4711 ', '10.0.0.5', 4711],
  ['https://10.0.0.5:4700/station/?x', '10.0.0.5', 4700],
  ['HTTPS://Lab-3.local', 'lab-3.local', 4700],
  ['[fe80::1]:4705', 'fe80::1', 4705],
])('%s', (typed, address, port) => {
  expect(parseAddress(typed)).toEqual({ address, port });
});

test.each([
  '',
  '   ',
  'my lab',
  '10.0.0.5:0',
  '10.0.0.5:70000',
  'a:b:c',
  '-x',
  'user@10.0.0.5',
  'http://',
  '10.0.0.5:',
])('no address: %j', (typed) => {
  expect(parseAddress(typed)).toBeNull();
});

test('any address and port that is typed comes out as it was meant', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.integer({ min: 1, max: 65535 }), (address, port) => {
      expect(parseAddress(`${address}:${port}`)).toEqual({ address, port });
    }),
  );
});
