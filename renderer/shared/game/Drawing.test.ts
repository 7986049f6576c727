import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DrawPatch, FrameDelta } from '../../../protocol/frame';
import { changeDrawing, type Drawing, emptyDrawing, settleDrawing, shownObjects } from './Drawing';

const tickMs = 40;
const ball: DrawPatch = { id: 'ball', kind: 'circle', x: 100, y: 50, radius: 10, fill: 'red' };
const change = (drawing: Drawing, set: DrawPatch[], nowMs: number, more: Partial<FrameDelta> = {}): Drawing =>
  changeDrawing(drawing, { set, del: [], ...more }, nowMs, tickMs);
const begin = (...set: DrawPatch[]): Drawing => change(emptyDrawing, set, 0, { reset: true });
const xAt = (drawing: Drawing, nowMs: number): number | null | undefined => shownObjects(drawing, nowMs)[0]?.x;

describe('gliding', () => {
  it('shows a new object where it is', () => {
    expect(shownObjects(begin(ball), 0)).toEqual([ball]);
  });

  it('moves in a straight line for one tick, and is at the place itself in the end', () => {
    const drawing = change(begin(ball), [{ id: 'ball', x: 200 }], 1_000);
    expect([990, 1_000, 1_010, 1_020, 1_040, 9_000].map((at) => xAt(drawing, at))).toEqual([
      100, 100, 125, 150, 200, 200,
    ]);
  });

  it('takes the time the author gave, and none when that is 0', () => {
    const slow = change(begin(ball), [{ id: 'ball', x: 200, tweenMs: 100 }], 0);
    expect(xAt(slow, 50)).toBe(150);
    const jump = change(begin(ball), [{ id: 'ball', x: 200, tweenMs: 0 }], 0);
    expect(xAt(jump, 0)).toBe(200);
  });

  it('goes on from where it is shown when the goal changes on the way', () => {
    const once = change(begin(ball), [{ id: 'ball', x: 200 }], 0);
    const twice = change(once, [{ id: 'ball', x: 0 }], 20);
    expect([20, 40, 60].map((at) => xAt(twice, at))).toEqual([150, 75, 0]);
  });

  it('keeps each field on its own way', () => {
    const once = change(begin(ball), [{ id: 'ball', x: 200, tweenMs: 100 }], 0);
    const twice = change(once, [{ id: 'ball', radius: 20 }], 50);
    expect(shownObjects(twice, 75)[0]).toMatchObject({ x: 175, radius: 12.5 });
  });

  it('changes colour, text and picture at once', () => {
    const drawing = change(begin(ball), [{ id: 'ball', fill: 'blue', x: 200 }], 0);
    expect(shownObjects(drawing, 0)[0]).toMatchObject({ fill: 'blue', x: 100 });
  });

  it('moves points one by one, and jumps when their number changes', () => {
    const line: DrawPatch = { id: 'line', kind: 'polyline', points: [0, 0, 10, 10], stroke: 'red' };
    const moved = change(begin(line), [{ id: 'line', points: [0, 0, 20, 30] }], 0);
    expect(shownObjects(moved, 20)[0]?.points).toEqual([0, 0, 15, 20]);
    const longer = change(begin(line), [{ id: 'line', points: [0, 0, 20, 30, 40, 40] }], 0);
    expect(shownObjects(longer, 0)[0]?.points).toEqual([0, 0, 20, 30, 40, 40]);
  });

  it('does not glide from an object that was deleted, reset away or of another kind', () => {
    const far = { ...ball, x: 700 };
    expect(xAt(change(begin(ball), [far], 0, { del: ['ball'] }), 0)).toBe(700);
    expect(xAt(change(begin(ball), [far], 0, { reset: true }), 0)).toBe(700);
    expect(xAt(change(begin(ball), [{ ...far, kind: 'rect' }], 0), 0)).toBe(700);
  });

  it('has nothing left to move once everything has arrived', () => {
    const drawing = change(begin(ball), [{ id: 'ball', x: 200, tweenMs: 100 }], 0);
    expect(settleDrawing(drawing, 99).glides.size).toBe(1);
    expect(settleDrawing(drawing, 100).glides.size).toBe(0);
  });
});

it('orders by depth, and at equal depth by first appearance, also after a change', () => {
  const drawing = begin({ ...ball, id: 'a' }, { ...ball, id: 'b', depth: -1 }, { ...ball, id: 'c' });
  const changed = change(drawing, [{ id: 'a', fill: 'blue' }], 0);
  expect(shownObjects(changed, 0).map(({ id }) => id)).toEqual(['b', 'a', 'c']);
});

it('always arrives exactly at the draw list, whatever came on the way', () => {
  const patch = fc.record({
    id: fc.constantFrom('a', 'b', 'c'),
    x: fc.integer({ min: -1_000, max: 1_000 }),
    rotation: fc.integer({ min: -720, max: 720 }),
    tweenMs: fc.constantFrom(0, 30, 500),
  });
  const step = fc.record({
    afterMs: fc.integer({ min: 0, max: 300 }),
    set: fc.array(patch, { maxLength: 4 }),
    del: fc.subarray(['a', 'b', 'c'], { maxLength: 1 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      let nowMs = 0;
      let drawing = begin({ ...ball, id: 'a' }, { ...ball, id: 'b' }, { ...ball, id: 'c' });
      for (const { afterMs, set, del } of steps) {
        nowMs += afterMs;
        drawing = settleDrawing(change(drawing, set, nowMs, { del }), nowMs);
        for (const { x } of shownObjects(drawing, nowMs)) expect(Math.abs(x ?? 0)).toBeLessThanOrEqual(1_000);
      }
      expect(shownObjects(drawing, nowMs + 500)).toEqual([...drawing.list.values()]);
      expect(settleDrawing(drawing, nowMs + 500).glides.size).toBe(0);
    }),
  );
});
