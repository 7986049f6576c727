import type { Outcome } from '../../../protocol/environment';
import type { FrameDelta } from '../../../protocol/frame';
import { applyDelta, type DrawList, emptyDrawList, wholeFrame } from './applyDelta';
import { WATCHERS } from './RunningGame';

const nothingNew: FrameDelta = { set: [], del: [] };

/** The pictures of a game as they stand: one that all see, or one per agent. Whole ones are answered without asking Python. */
export type Pictures = {
  apply(frames: Outcome['frames']): void;
  /** What changed for an agent or WATCHERS in the frames applied last. */
  delta(seer: string): FrameDelta;
  whole(seer: string): FrameDelta;
};

/** `agents`: in the environment's order; where each has a picture of its own, WATCHERS see that of the first. */
export function createPictures(agents: readonly string[]): Pictures {
  const lists = new Map<string, DrawList>();
  let last: Outcome['frames'] = {};

  const keyOf = (seer: string): string => {
    if (lists.has(WATCHERS)) return WATCHERS;
    return seer === WATCHERS ? (agents[0] ?? WATCHERS) : seer;
  };

  return {
    apply(frames) {
      last = frames;
      for (const [key, delta] of Object.entries(frames))
        lists.set(key, applyDelta(lists.get(key) ?? emptyDrawList, delta));
    },
    delta: (seer) => last[keyOf(seer)] ?? nothingNew,
    whole: (seer) => wholeFrame(lists.get(keyOf(seer)) ?? emptyDrawList),
  };
}
