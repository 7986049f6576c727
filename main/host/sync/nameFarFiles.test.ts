import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameFarFiles } from './nameFarFiles';

describe('names at the far end', () => {
  it('leave ordinary names alone and escape what some system forbids', () => {
    const names = nameFarFiles([
      'journal.sqlite',
      'study/CON',
      'study/aux.txt',
      'study/a:b?.md',
      'study/ö.md',
      'study/x. ',
    ]);
    expect([...names]).toEqual([
      ['journal.sqlite', 'journal.sqlite'],
      ['study/CON', 'study/%43ON'],
      ['study/a:b?.md', 'study/a%3Ab%3F.md'],
      ['study/aux.txt', 'study/%61ux.txt'],
      ['study/x. ', 'study/x.%20'],
      ['study/ö.md', 'study/%C3%B6.md'],
    ]);
  });

  it('are cut where they always were', () => {
    expect([...nameFarFiles(['ä'.repeat(34), 'xä'.repeat(30), 'xxä'.repeat(30)]).values()]).toEqual([
      `${'xx%C3%A4'.repeat(24)}xx%C3%A~`,
      `${'x%C3%A4'.repeat(28)}x%C~`,
      `${'%C3%A4'.repeat(33)}~`,
    ]);
  });

  it('keep apart what differs in case only', () => {
    expect([...nameFarFiles(['A', 'a']).values()]).toEqual(['A', 'a~2']);
  });

  it('are legal everywhere, different, and can be turned back', () => {
    const part = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter((text) => !/[/\0]/.test(text));
    const path = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
    fc.assert(
      fc.property(fc.uniqueArray(path, { maxLength: 20 }), (paths) => {
        const names = nameFarFiles(paths);
        expect(new Set([...names.values()].map((name) => name.toLowerCase())).size).toBe(paths.length);
        for (const [from, name] of names) {
          for (const one of name.split('/')) {
            expect(one).toMatch(/^[A-Za-z0-9_()+,=@%~-][A-Za-z0-9_. ()+,=@%~-]{0,210}$/);
            expect(one).not.toMatch(/[ .]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
          }
          const isCut = name.includes('~');
          if (!isCut) expect(decodeURIComponent(name)).toBe(from);
        }
      }),
    );
  });
});
