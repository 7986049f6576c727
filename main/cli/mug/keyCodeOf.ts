const named: Record<string, string> = {
  ' ': 'Space',
  Spacebar: 'Space',
  Shift: 'ShiftLeft',
  Control: 'ControlLeft',
  Alt: 'AltLeft',
  Meta: 'MetaLeft',
  '-': 'Minus',
  '=': 'Equal',
  '[': 'BracketLeft',
  ']': 'BracketRight',
  ';': 'Semicolon',
  "'": 'Quote',
  ',': 'Comma',
  '.': 'Period',
  '/': 'Slash',
  '\\': 'Backslash',
  '`': 'Backquote',
};
const alike = /^(Arrow(Left|Right|Up|Down)|Enter|Tab|Escape|Backspace|Delete|Home|End|PageUp|PageDown|F\d{1,2})$/;

/** The place on the keyboard (`KeyboardEvent.code`) of what a key types (`KeyboardEvent.key`), chords joined with `+`; null when there is none. */
export function keyCodeOf(key: string): string | null {
  const keys = key === '+' ? [key] : key.split('+');
  const codes = keys.map((one) => {
    if (/^[a-z]$/i.test(one)) return `Key${one.toUpperCase()}`;
    if (/^\d$/.test(one)) return `Digit${one}`;
    return alike.test(one) ? one : (named[one] ?? null);
  });
  return codes.some((code) => code === null) ? null : codes.join('+');
}
