import { padCodes } from '../../../protocol/pad';
import { findNearest } from './findNearest';

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter) => `Key${letter}`);
const digits = [...'0123456789'];
const sides = ['Left', 'Right'];

/**
 * The values of KeyboardEvent.code (W3C UI Events) for the keys of a keyboard: places on it, whatever is printed on them. After
 * them the buttons and sticks of a gamepad.
 */
const keyCodes: readonly string[] = [
  ...letters,
  ...digits.map((digit) => `Digit${digit}`),
  ...['Left', 'Right', 'Up', 'Down'].map((way) => `Arrow${way}`),
  ...[
    'Space',
    'Enter',
    'Tab',
    'Escape',
    'Backspace',
    'Delete',
    'Insert',
    'Home',
    'End',
    'PageUp',
    'PageDown',
    'CapsLock',
  ],
  ...['Shift', 'Control', 'Alt', 'Meta'].flatMap((key) => sides.map((side) => key + side)),
  ...[
    'Minus',
    'Equal',
    'BracketLeft',
    'BracketRight',
    'Backslash',
    'Semicolon',
    'Quote',
    'Backquote',
    'Comma',
    'Period',
    'Slash',
  ],
  ...['IntlBackslash', 'IntlRo', 'IntlYen', 'ContextMenu', 'NumLock', 'ScrollLock', 'Pause', 'PrintScreen'],
  ...digits.map((digit) => `Numpad${digit}`),
  ...['Add', 'Subtract', 'Multiply', 'Divide', 'Decimal', 'Enter', 'Equal', 'Comma'].map((key) => `Numpad${key}`),
  ...Array.from({ length: 24 }, (_, n) => `F${n + 1}`),
  ...padCodes,
];
const known = new Set(keyCodes);

const MAX_CHORD = 4;

const otherNames: Record<string, string> = {
  left: 'ArrowLeft',
  right: 'ArrowRight',
  up: 'ArrowUp',
  down: 'ArrowDown',
  '': 'Space',
  spacebar: 'Space',
  return: 'Enter',
  esc: 'Escape',
  del: 'Delete',
  ctrl: 'ControlLeft',
  control: 'ControlLeft',
  shift: 'ShiftLeft',
  alt: 'AltLeft',
  cmd: 'MetaLeft',
};

/** The keys of a chord like `ArrowLeft+Space`, without blanks. */
export const chordKeys = (chord: string): string[] => chord.split('+').map((key) => key.trim());

/** What is wrong with a key or chord, and what to write; null when nothing is. */
export const checkChord = (chord: string): { message: string; remedy: string } | null => {
  const keys = chordKeys(chord);
  if (keys.length > MAX_CHORD)
    return {
      message: `expected at most ${MAX_CHORD} keys at once, found ${keys.length}`,
      remedy: 'Use fewer keys together.',
    };
  if (new Set(keys).size < keys.length)
    return { message: `the same key twice in ${JSON.stringify(chord)}`, remedy: 'Name every key of a chord once.' };
  const wrong = keys.find((key) => !known.has(key));
  if (wrong === undefined) return null;
  const meant = meantKey(wrong);
  return {
    message: `expected a key code (KeyboardEvent.code), found ${JSON.stringify(wrong)}`,
    remedy:
      meant === null ? 'Use names like ArrowLeft, Space, KeyA or Digit1.' : `Did you mean ${JSON.stringify(meant)}?`,
  };
};

const meantKey = (key: string): string | null => {
  if (/^[a-z]$/i.test(key)) return `Key${key.toUpperCase()}`;
  if (/^[0-9]$/.test(key)) return `Digit${key}`;
  const lower = key.toLowerCase();
  return Object.hasOwn(otherNames, lower) ? (otherNames[lower] ?? null) : findNearest(key, keyCodes);
};
