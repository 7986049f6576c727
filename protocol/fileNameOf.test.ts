import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileNameOf, nameOfFile } from './fileNameOf';

const odd = fc.constantFrom(
  ...[
    '',
    '.',
    '..',
    '/',
    'a/b',
    '\\',
    'CON',
    'con',
    'con_',
    'Nul.txt',
    'COM1',
    'lpt¹',
    'a.',
    'a ',
    ' a',
    '.a',
    '%',
    '%41',
    'A',
  ],
  ...[
    'a:b',
    '<>|?*"',
    '\u0000',
    '\u202Egpj',
    '🦆',
    'ä',
    'a\u0308',
    'CON.',
    '~',
    'x'.repeat(300),
    '🦆'.repeat(300),
    'CONIN$',
  ],
);
const part = fc.oneof(fc.string({ unit: 'binary', maxLength: 8 }), fc.string({ unit: 'grapheme', maxLength: 8 }), odd);
const name = fc.oneof(
  odd,
  fc.array(part, { maxLength: 4 }).map((parts) => parts.join('')),
);

describe('the name of a file', () => {
  it('is one that Windows, macOS and Linux all take as it is', () => {
    fc.assert(
      fc.property(name, (given) => {
        const safe = fileNameOf(given);
        expect(safe).toMatch(/^[A-Za-z0-9_.()+,=@% ~-]{1,200}$/);
        expect(safe).not.toMatch(/^[. ]|[. ]$/);
        expect(safe).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
      }),
      { numRuns: 2000 },
    );
  });

  it('can be turned back, so that two names never meet in one', () => {
    fc.assert(
      fc.property(name, (given) => {
        fc.pre(!fileNameOf(given).endsWith('~') && !/\p{Surrogate}/u.test(given));
        expect(nameOfFile(fileNameOf(given))).toBe(given);
      }),
      { numRuns: 2000 },
    );
  });

  it('is not taken for one of ours when it is not', () => {
    for (const foreign of ['%zz', '%e4', 'CON', 'a/b', '%41', '.hidden', '%C3%28'])
      expect(nameOfFile(foreign)).toBeNull();
  });

  it('leaves alone what needs nothing', () => {
    for (const usual of ['volley', 'public_goods', 'LAB01', 'K7MRTX4P', '2026-03-14_0926_ABCD2345'])
      expect(fileNameOf(usual)).toBe(usual);
  });
});
