import { expect, test } from 'vitest';
import { shownPath } from './shownPath';

test.each([
  ['/home/ada/Cubicle/volley/2026-03-02_1015_KHEQXWND', '/home/ada/Cubicle/volley/2026-03-02_1015_KHEQXWND'],
  ['../Meine Studie', '"../Meine Studie"'],
  ['Körbe', '"Körbe"'],
])('%s is shown as %s', (path, shown) => expect(shownPath(path)).toBe(shown));
