import { expect, test } from 'vitest';
import { isOnOrigin, originOf } from './originOf';

test('an origin is scheme, host and port, whatever the scheme', () => {
  expect(originOf('https://10.0.0.5:4700/station/#token=x')).toBe('https://10.0.0.5:4700');
  expect(originOf('runner://r1/pyodide/pyodide.mjs')).toBe('runner://r1');
});

test.each([
  ['http://127.0.0.1:4700/station/', true],
  ['ws://127.0.0.1:4700/socket.io/?EIO=4', true],
  ['wss://127.0.0.1:4700/socket.io/', false],
  ['http://127.0.0.1:4701/', false],
  ['http://127.0.0.1:4700@evil.example/', false],
  ['http://127.0.0.1.evil.example:4700/', false],
  ['file:///etc/passwd', false],
  ['about:blank', false],
  ['', false],
])('%s on http://127.0.0.1:4700: %s', (address, expected) => {
  expect(isOnOrigin(address, 'http://127.0.0.1:4700')).toBe(expected);
});
