import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tileWindows } from './tileWindows';

test('two windows share the display side by side', () => {
  expect(tileWindows({ x: 0, y: 20, width: 1600, height: 980 }, 2)).toEqual([
    { x: 0, y: 20, width: 800, height: 980 },
    { x: 800, y: 20, width: 800, height: 980 },
  ]);
});

test('any number of windows lies inside the area, none on another', () => {
  const area = fc.record({
    x: fc.integer({ min: -3000, max: 3000 }),
    y: fc.integer({ min: -3000, max: 3000 }),
    width: fc.integer({ min: 640, max: 4000 }),
    height: fc.integer({ min: 480, max: 3000 }),
  });
  fc.assert(
    fc.property(area, fc.integer({ min: 0, max: 30 }), (whole, count) => {
      const places = tileWindows(whole, count);
      expect(places).toHaveLength(count);
      for (const [index, place] of places.entries()) {
        expect(place.x).toBeGreaterThanOrEqual(whole.x);
        expect(place.y).toBeGreaterThanOrEqual(whole.y);
        expect(place.x + place.width).toBeLessThanOrEqual(whole.x + whole.width);
        expect(place.y + place.height).toBeLessThanOrEqual(whole.y + whole.height);
        for (const other of places.slice(index + 1)) {
          const apart =
            place.x + place.width <= other.x ||
            other.x + other.width <= place.x ||
            place.y + place.height <= other.y ||
            other.y + other.height <= place.y;
          expect(apart).toBe(true);
        }
      }
    }),
  );
});
