import fc from 'fast-check';
import { expect, test } from 'vitest';
import { padCodesDown } from './padCodesDown';

const none: ReadonlySet<string> = new Set();
const stick = (x: number, y = 0) => ({ buttons: [], axes: [x, y] });

test('buttons are down when they are pressed or pulled more than halfway, whichever pad they are on', () => {
  const buttons = [
    { pressed: true, value: 1 },
    { pressed: false, value: 0 },
    { pressed: false, value: 0.7 },
  ];
  expect([...padCodesDown([stick(0), { buttons, axes: [] }], 0.3, none)]).toEqual(['PadA', 'PadX']);
});

test('a stick counts beyond the dead zone, and stays down until it is well within', () => {
  expect([...padCodesDown([stick(0.3, -0.31)], 0.3, none)]).toEqual(['StickUp']);
  expect([...padCodesDown([stick(0.29)], 0.3, new Set(['StickRight']))]).toEqual(['StickRight']);
  expect([...padCodesDown([stick(0.23)], 0.3, new Set(['StickRight']))]).toEqual([]);
  expect([...padCodesDown([stick(-0.29)], 0.3, new Set(['StickRight']))]).toEqual([]);
});

test('a stick never goes both ways', () => {
  const value = fc.double({ min: -1, max: 1, noNaN: true });
  const before = fc.subarray(['StickLeft', 'StickRight', 'StickUp', 'StickDown']);
  fc.assert(
    fc.property(value, value, before, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (x, y, was, zone) => {
      const down = padCodesDown([stick(x, y)], zone, new Set(was));
      expect(down.has('StickLeft') && down.has('StickRight')).toBe(false);
      expect(down.has('StickUp') && down.has('StickDown')).toBe(false);
    }),
  );
});
