import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findRegion } from './findRegion';

const halves = { left: { x: 0, y: 0, w: 0.5, h: 1 }, right: { x: 0.5, y: 0, w: 0.5, h: 1 } };

test('a place is in the first region that has it, or in none', () => {
  const small = { x: 0.25, y: 0.25, w: 0.25, h: 0.25 };
  expect(findRegion({ small, ...halves }, [0.25, 0.25])).toBe('@small');
  expect(findRegion({ ...halves, small }, [0.25, 0.25])).toBe('@left');
  expect(findRegion({ small }, [0.5, 0.25])).toBeNull();
  expect(findRegion({}, [0.5, 0.5])).toBeNull();
});

test('two halves leave nothing out and share nothing, edges included', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(share, share, (x, y) => {
      expect(findRegion(halves, [x, y])).toBe(x < 0.5 ? '@left' : '@right');
    }),
  );
  expect(findRegion(halves, [1, 1])).toBe('@right');
});
