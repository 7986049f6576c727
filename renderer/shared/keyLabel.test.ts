import { expect, test } from 'vitest';
import { capsOf, keyLabel, keysOf } from './keyLabel';

test('names a key by what is printed on it, on the layout in use', () => {
  expect(['ArrowLeft', 'KeyQ', 'Digit3', 'Numpad3', 'Slash', 'Space'].map((code) => keyLabel(code))).toEqual([
    '←',
    'Q',
    '3',
    '3',
    '/',
    'Space',
  ]);
  expect(keyLabel('KeyQ', new Map([['KeyQ', 'a']]))).toBe('A');
});

test('lists each key of a mapping once, in the order of the mapping, chords taken apart', () => {
  expect(keysOf({ ArrowLeft: 1, Space: 3, 'ArrowLeft+Space': 4, ArrowUp: 3 })).toEqual([
    'ArrowLeft',
    'Space',
    'ArrowUp',
  ]);
});

test('shows keys with the same print only once, and listens to all of them', () => {
  expect(keysOf({ Digit1: 1, Numpad1: 1 })).toEqual(['Digit1', 'Numpad1']);
  expect(capsOf({ Digit1: 1, Digit2: 2, Numpad1: 1, Numpad2: 2, Enter: 3, NumpadEnter: 3 })).toEqual([
    'Digit1',
    'Digit2',
    'Enter',
  ]);
  const azerty = new Map([
    ['KeyQ', 'a'],
    ['KeyA', 'q'],
  ]);
  expect(capsOf({ KeyQ: 1, KeyA: 2 }, azerty)).toEqual(['KeyQ', 'KeyA']);
});
