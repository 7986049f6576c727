import { describe, expect, it } from 'vitest';
import { keyLabel, keysOf, keySpoken } from './keyLabel';
import { renderMarkdown } from './renderMarkdown';
import { studyFileUrl } from './studyFileUrl';

const azerty = new Map([
  ['KeyQ', 'a'],
  ['KeyW', 'z'],
]);

describe('texts of a study', () => {
  it('draw key caps, by the layout of who reads them', () => {
    expect(renderMarkdown('Press [[ArrowLeft]]')).toContain('<kbd aria-label="left arrow">←</kbd>');
    expect(renderMarkdown('Press [[KeyQ]]', { layout: azerty })).toContain('<kbd aria-label="A key">A</kbd>');
  });

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[a](javascript:alert(1))',
    '<iframe src="//evil"></iframe>',
    '[[<b onclick=x>]]',
  ])('let no markup through: %s', (text) => {
    expect(renderMarkdown(text)).not.toMatch(/<(script|img|iframe|b )|href="javascript/);
  });

  it('take pictures from the study, wherever its path leads', () => {
    const pictureUrl = (path: string) => studyFileUrl('s 1', path);
    expect(renderMarkdown('![court](pictures/the%20court.svg)', { pictureUrl })).toContain(
      'src="/study/s%201/pictures/the%20court.svg"',
    );
    expect(renderMarkdown('![far](https://example.org/a.png)', { pictureUrl })).toContain(
      'src="https://example.org/a.png"',
    );
  });

  it('do not lead away from the study', () => {
    expect(renderMarkdown('[more](https://example.org)')).toContain('target="_blank" rel="noopener noreferrer"');
  });
});

describe('key labels', () => {
  it('are what is printed on the key', () => {
    expect(['ArrowUp', 'Space', 'KeyA', 'Digit3', 'Semicolon', 'Shift'].map((code) => keyLabel(code))).toEqual([
      '↑',
      'Space',
      'A',
      '3',
      ';',
      'Shift',
    ]);
    expect(keyLabel('KeyW', azerty)).toBe('Z');
    expect(keySpoken('Space')).toBe('space bar');
  });

  it('name each key of a mapping once', () => {
    expect(keysOf({ ArrowLeft: 1, Space: 3, 'ArrowLeft+Space': 4, 'ArrowRight+Space': 5 })).toEqual([
      'ArrowLeft',
      'Space',
      'ArrowRight',
    ]);
  });
});
