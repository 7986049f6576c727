import { expect, it } from 'vitest';
import { atlasPathOf, findCut, parseAtlas } from './Atlas';

const cut = { x: 1, y: 2, w: 3, h: 4 };

it('reads frames by name and as a list', () => {
  const byName = parseAtlas({ frames: { 'north.png': { frame: cut, rotated: false } }, meta: {} });
  const list = parseAtlas({ frames: [{ filename: 'north.png', frame: cut }] });
  expect(byName).toEqual(list);
});

it('finds a frame by name, with or without its ending, and by number', () => {
  const atlas = parseAtlas({ frames: { 'north.png': { frame: cut }, south: { frame: { ...cut, x: 9 } } } });
  expect(findCut(atlas, 'north')).toEqual(cut);
  expect(findCut(atlas, 'south.png')?.x).toBe(9);
  expect(findCut(atlas, 1)?.x).toBe(9);
  expect(findCut(atlas, 2)).toBeUndefined();
  expect(findCut(atlas, 'west')).toBeUndefined();
});

it('refuses what is no atlas', () => {
  expect(() => parseAtlas({ frames: { north: { x: 1 } } })).toThrow();
});

it('looks for the atlas beside the image', () => {
  expect(atlasPathOf('pictures/chefs.v2.png')).toBe('pictures/chefs.v2.json');
});
