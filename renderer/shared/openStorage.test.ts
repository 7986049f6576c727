import { expect, it } from 'vitest';
import { openStorage } from './openStorage';

const forbidden = (): never => {
  throw new DOMException('The document is sandboxed', 'SecurityError');
};

/** A browser's storage with room for so many characters. */
function makeStorage(room: number): Storage {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    key: () => null,
    clear: () => items.clear(),
    getItem: (key) => items.get(key) ?? null,
    setItem(key, value) {
      if (value.length > room) throw new DOMException('Full', 'QuotaExceededError');
      items.set(key, value);
    },
    removeItem: (key) => void items.delete(key),
  };
}

it.each([
  ['as the browser does', () => makeStorage(100)],
  ['as long as the page lasts where the browser forbids it', forbidden],
  ['as long as the page lasts when there is no room', () => makeStorage(2)],
])('keeps %s', (_, open) => {
  const storage = openStorage(open);
  expect(storage.getItem('token')).toBeNull();
  storage.setItem('token', 'abc');
  storage.setItem('token', 'abcdef');
  expect(storage.getItem('token')).toBe('abcdef');
  storage.removeItem('token');
  expect(storage.getItem('token')).toBeNull();
});

it('gives the newest also when the one before was stored and there is no room for this one, and after it', () => {
  const browsers = makeStorage(3);
  const storage = openStorage(() => browsers);
  storage.setItem('draft', 'one');
  storage.setItem('draft', 'too long');
  expect(storage.getItem('draft')).toBe('too long');
  storage.setItem('draft', 'two');
  expect(storage.getItem('draft')).toBe('two');
  expect(browsers.getItem('draft')).toBe('two');
});

it('survives the page where it can', () => {
  const browsers = makeStorage(100);
  openStorage(() => browsers).setItem('token', 'abc');
  expect(openStorage(() => browsers).getItem('token')).toBe('abc');
});
