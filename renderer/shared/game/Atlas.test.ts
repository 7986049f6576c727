import { expect, it } from 'vitest';
import { atlasPathOf, parseAtlas } from './Atlas';

const frame = { x: 1, y: 2, w: 3, h: 4 };
const image = { width: 100, height: 50 };
const plain = { ...frame, turned: false, whole: { x: 0, y: 0, w: 3, h: 4 } };

it('reads frames by name and as a list', () => {
  const byName = parseAtlas({ frames: { 'north.png': { frame, rotated: false } }, meta: {} });
  const list = parseAtlas({ frames: [{ filename: 'north.png', frame }] });
  expect(byName('north.png', image)).toEqual(plain);
  expect(list('north.png', image)).toEqual(plain);
});

it('finds a frame by name, with or without its ending, and by number', () => {
  const atlas = parseAtlas({ frames: { 'north.png': { frame }, south: { frame: { ...frame, x: 9 } } } });
  expect(atlas('north', image)).toEqual(plain);
  expect(atlas('south.png', image)?.x).toBe(9);
  expect(atlas(1, image)?.x).toBe(9);
  expect(atlas(2, image)).toBeUndefined();
  expect(atlas('west', image)).toBeUndefined();
});

it('takes the frame of this very name first, then the first of those that differ in their ending', () => {
  const atlas = parseAtlas({ frames: { 'a.png': { frame }, 'a.jpg': { frame: { ...frame, x: 5 } } } });
  expect([atlas('a.jpg', image)?.x, atlas('a', image)?.x]).toEqual([5, 1]);
});

it('knows frames that were turned, and whose rim was cut away', () => {
  const trimmed = { frame, rotated: true, spriteSourceSize: { x: 2, y: 3, w: 3, h: 4 }, sourceSize: { w: 8, h: 9 } };
  expect(parseAtlas({ frames: { a: trimmed } })(0, image)).toEqual({
    ...frame,
    turned: true,
    whole: { x: 2, y: 3, w: 8, h: 9 },
  });
});

it('counts the cells of a sheet row by row, as many as fit', () => {
  const sheet = parseAtlas({ frameWidth: 20, frameHeight: 20, margin: 1, spacing: 2 });
  expect(sheet(0, image)).toMatchObject({ x: 1, y: 1, w: 20, h: 20 });
  expect(sheet(4, image)).toMatchObject({ x: 1, y: 23 });
  expect([sheet(7, image)?.x, sheet(8, image), sheet(-1, image), sheet('a', image)]).toEqual([
    67,
    undefined,
    undefined,
    undefined,
  ]);
});

it('refuses what is no atlas', () => {
  expect(() => parseAtlas({ frames: { north: { x: 1 } } })).toThrow();
  expect(() => parseAtlas({ frameWidth: 0, frameHeight: 10 })).toThrow();
});

it('looks for the atlas beside the image', () => {
  expect(atlasPathOf('pictures/chefs.v2.png')).toBe('pictures/chefs.v2.json');
});
