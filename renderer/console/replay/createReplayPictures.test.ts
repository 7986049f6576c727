import fc from 'fast-check';
import { expect, it } from 'vitest';
import { applyDelta, emptyDrawList, wholeFrame } from '../../../main/host/game/applyDelta';
import type { FrameDelta } from '../../../protocol/frame';
import { createReplayPictures } from './createReplayPictures';

const id = fc.constantFrom('a', 'b', 'c');
const delta: fc.Arbitrary<FrameDelta> = fc.record({
  reset: fc.boolean(),
  set: fc.array(
    fc.oneof(
      fc.record({ id, kind: fc.constant('rect' as const), x: fc.integer() }),
      fc.record({ id, x: fc.option(fc.integer()), fill: fc.constantFrom('red', 'blue') }),
    ),
    { maxLength: 3 },
  ),
  del: fc.array(id, { maxLength: 1 }),
});

it('has the picture of every tick as it was, wherever one jumps from', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ left: delta, right: delta }), { minLength: 1, maxLength: 160 }), (frames) => {
      const pictures = createReplayPictures();
      const expected = { left: [] as FrameDelta[], right: [] as FrameDelta[] };
      const lists = { left: emptyDrawList, right: emptyDrawList };
      for (const [tick, frame] of frames.entries()) {
        pictures.add({ tick, frames: frame, actions: {}, rewards: {} });
        for (const seer of ['left', 'right'] as const) {
          lists[seer] = applyDelta(lists[seer], frame[seer]);
          expected[seer].push(wholeFrame(lists[seer]));
        }
      }
      expect(pictures.count()).toBe(frames.length);
      expect(pictures.seers().sort()).toEqual(['left', 'right']);
      for (const seer of ['left', 'right'] as const)
        for (const tick of frames.keys()) expect(pictures.whole(seer, tick)).toEqual(expected[seer][tick]);
    }),
    { numRuns: 30 },
  );
});
