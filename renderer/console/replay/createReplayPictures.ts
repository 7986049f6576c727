import { applyDelta, type DrawList, emptyDrawList, wholeFrame } from '../../../main/host/game/applyDelta';
import type { FrameDelta } from '../../../protocol/frame';
import type { ReplayStep } from '../../../protocol/replay';

/** A whole picture is kept of every so many ticks: a jump applies at most so many changes. */
const KEPT_EVERY = 50;
const nothingNew: FrameDelta = { set: [], del: [] };

/** The pictures of an episode, of which ticks come in one after the other, for every pair of eyes and every tick. */
export type ReplayPictures = {
  /** The next tick, beginning with 0. */
  add(step: ReplayStep): void;
  /** How many ticks are here, tick 0 included. */
  count(): number;
  /** Whose pictures there are: `'*'` alone where all see the same. */
  seers(): string[];
  step(tick: number): ReplayStep | null;
  /** What changed from the tick before. */
  delta(seer: string, tick: number): FrameDelta;
  /** The whole picture as it was after a tick that is here. */
  whole(seer: string, tick: number): FrameDelta;
};

export function createReplayPictures(): ReplayPictures {
  const steps: ReplayStep[] = [];
  const newest = new Map<string, DrawList>();
  const kept = new Map<string, DrawList[]>();

  const delta = (seer: string, tick: number): FrameDelta => steps[tick]?.frames[seer] ?? nothingNew;

  return {
    add(step) {
      steps.push(step);
      for (const seer of Object.keys(step.frames)) if (!newest.has(seer)) newest.set(seer, emptyDrawList);
      for (const [seer, list] of newest) {
        const next = applyDelta(list, delta(seer, steps.length - 1));
        newest.set(seer, next);
        if ((steps.length - 1) % KEPT_EVERY === 0) kept.set(seer, [...(kept.get(seer) ?? []), next]);
      }
    },
    count: () => steps.length,
    seers: () => [...newest.keys()],
    step: (tick) => steps[tick] ?? null,
    delta,
    whole(seer, tick) {
      const nth = Math.floor(tick / KEPT_EVERY);
      let list = kept.get(seer)?.[nth] ?? emptyDrawList;
      for (let at = nth * KEPT_EVERY + 1; at <= tick; at += 1) list = applyDelta(list, delta(seer, at));
      return wholeFrame(list);
    },
  };
}
