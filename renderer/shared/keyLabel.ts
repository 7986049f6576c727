/** The character each key gives on the layout in use; absent where the browser does not tell. */
export type KeyLayout = { get(code: string): string | undefined };

const names: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Space: 'Space',
  Enter: 'Enter ↵',
  NumpadEnter: 'Enter ↵',
  Escape: 'Esc',
  Backspace: '⌫',
  Tab: 'Tab ⇥',
  ShiftLeft: 'Shift ⇧',
  ShiftRight: 'Shift ⇧',
  ControlLeft: 'Ctrl',
  ControlRight: 'Ctrl',
  AltLeft: 'Alt',
  AltRight: 'Alt',
  MetaLeft: 'Meta',
  MetaRight: 'Meta',
  PadUp: 'Pad ↑',
  PadDown: 'Pad ↓',
  PadLeft: 'Pad ←',
  PadRight: 'Pad →',
  StickUp: 'Stick ↑',
  StickDown: 'Stick ↓',
  StickLeft: 'Stick ←',
  StickRight: 'Stick →',
  Stick2Up: 'Right stick ↑',
  Stick2Down: 'Right stick ↓',
  Stick2Left: 'Right stick ←',
  Stick2Right: 'Right stick →',
};
const spoken: Record<string, string> = {
  ArrowLeft: 'left arrow',
  ArrowRight: 'right arrow',
  ArrowUp: 'up arrow',
  ArrowDown: 'down arrow',
  Space: 'space bar',
};
const usLayout: Record<string, string> = {
  Minus: '-',
  Equal: '=',
  BracketLeft: '[',
  BracketRight: ']',
  Backslash: '\\',
  Semicolon: ';',
  Quote: "'",
  Comma: ',',
  Period: '.',
  Slash: '/',
  Backquote: '`',
};

/**
 * What is printed on the key with this KeyboardEvent.code: by the participant's own layout when it is known, else as on a US
 * keyboard. A text that is no code is its own label.
 */
export function keyLabel(code: string, layout?: KeyLayout): string {
  const name = names[code];
  if (name) return name;
  const printed = layout?.get(code);
  if (printed) return printed.toLocaleUpperCase();
  return /^(?:Key|Digit|Numpad|Pad)(.|[LR]\d|Select|Start|Home)$/.exec(code)?.[1] ?? usLayout[code] ?? code;
}

/** The same for a screen reader. */
export function keySpoken(code: string, layout?: KeyLayout): string {
  return spoken[code] ?? `${keyLabel(code, layout).replace(/ .$/, '')} key`;
}

/** The keys of a mapping in the order of its first mention, chords taken apart. */
export function keysOf(mapping: Record<string, unknown>): string[] {
  return [...new Set(Object.keys(mapping).flatMap((chord) => chord.split('+')))];
}

/**
 * The keys of a mapping to be shown: of those that have the same printed on them (the digits of the number pad, the other Shift)
 * the first stands for all.
 */
export function capsOf(mapping: Record<string, unknown>, layout?: KeyLayout): string[] {
  const seen = new Set<string>();
  return keysOf(mapping).filter((code) => {
    // A part of the canvas is pressed where it is.
    if (code.startsWith('@')) return false;
    const label = keyLabel(code, layout);
    return !seen.has(label) && seen.add(label);
  });
}
