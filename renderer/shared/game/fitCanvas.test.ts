import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fitCanvas } from './fitCanvas';

it('fills the room in one direction and keeps the proportions', () => {
  expect(fitCanvas({ width: 800, height: 450 }, { width: 1600, height: 1000 }, 1).css).toEqual({
    width: 1600,
    height: 900,
  });
  expect(fitCanvas({ width: 800, height: 450 }, { width: 400, height: 1000 }, 2).device).toEqual({
    width: 800,
    height: 450,
  });
});

it('never leaves its room, and is whole device pixels at any zoom', () => {
  const length = fc.integer({ min: 16, max: 4_000 });
  fc.assert(
    fc.property(
      length,
      length,
      length,
      length,
      fc.double({ min: 0.5, max: 4, noNaN: true }),
      (width, height, roomWidth, roomHeight, ratio) => {
        const { css, device } = fitCanvas({ width, height }, { width: roomWidth, height: roomHeight }, ratio);
        expect(Number.isInteger(device.width) && Number.isInteger(device.height)).toBe(true);
        if (device.width > 1) expect(css.width).toBeLessThanOrEqual(roomWidth + 1e-6);
        if (device.height > 1) expect(css.height).toBeLessThanOrEqual(roomHeight + 1e-6);
      },
    ),
  );
});
