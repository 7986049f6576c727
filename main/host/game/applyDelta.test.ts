import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DrawPatch, FrameDelta } from '../../../protocol/frame';
import { applyDelta, type DrawList, emptyDrawList, wholeFrame } from './applyDelta';

const draw = (list: DrawList): DrawPatch[] => [...list.values()];

test('an object is drawn, changed field by field, replaced and removed', () => {
  const drawn = applyDelta(emptyDrawList, { set: [{ id: 'ball', kind: 'circle', x: 1, y: 2, fill: 'red' }], del: [] });
  const moved = applyDelta(drawn, { set: [{ id: 'ball', x: 5, fill: null }], del: [] });
  expect(draw(moved)).toEqual([{ id: 'ball', kind: 'circle', x: 5, y: 2 }]);
  expect(draw(applyDelta(moved, { set: [{ id: 'ball', kind: 'text', text: 'out' }], del: [] }))).toEqual([
    { id: 'ball', kind: 'text', text: 'out' },
  ]);
  expect(draw(applyDelta(moved, { set: [], del: ['ball', 'nothing'] }))).toEqual([]);
  expect(draw(drawn)).toEqual([{ id: 'ball', kind: 'circle', x: 1, y: 2, fill: 'red' }]);
});

test('a change to what is not there is ignored', () => {
  expect(draw(applyDelta(emptyDrawList, { set: [{ id: 'ghost', x: 1 }], del: [] }))).toEqual([]);
});

test('a reset empties the canvas first', () => {
  const before = applyDelta(emptyDrawList, { set: [{ id: 'old', kind: 'rect' }], del: [] });
  expect(draw(applyDelta(before, { reset: true, set: [{ id: 'new', kind: 'rect' }], del: [] }))).toEqual([
    { id: 'new', kind: 'rect' },
  ]);
});

const id = fc.constantFrom('a', 'b', 'c', 'd');
const fields = fc.record(
  { x: fc.option(fc.integer()), fill: fc.option(fc.constantFrom('red', 'blue')) },
  { requiredKeys: [] },
);
const patch = fc
  .tuple(id, fc.constantFrom('rect' as const, 'circle' as const, null), fields)
  .map(([name, kind, rest]): DrawPatch => ({ id: name, ...(kind && { kind }), ...rest }));
const delta = fc.record({
  set: fc.array(patch, { maxLength: 6 }),
  del: fc.array(id, { maxLength: 3 }),
  reset: fc.boolean(),
});

test('the whole frame, put on any canvas, gives the same drawing; and so do all later changes', () => {
  fc.assert(
    fc.property(fc.array(delta), fc.array(delta), fc.array(delta), (before, after, elsewhere) => {
      const fold = (deltas: FrameDelta[], from: DrawList): DrawList => deltas.reduce(applyDelta, from);
      const list = fold(before, emptyDrawList);
      const joined = applyDelta(fold(elsewhere, emptyDrawList), wholeFrame(list));
      expect(draw(joined)).toEqual(draw(list));
      expect(draw(fold(after, joined))).toEqual(draw(fold(after, list)));
    }),
  );
});
