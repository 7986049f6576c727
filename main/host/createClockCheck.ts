export type ClockReadings = {
  /** Epoch ms: it can be set. */ wallMs(): number /** Never set, never back. */;
  steadyMs(): number;
};

const jumpMs = 1000;
/** Wall and steady time have to be read at one moment; where the process stood still in between, it was not. */
const apartAtMostMs = 100;

/**
 * Compares the wall clock with one that cannot be set, each time it is asked.
 * @returns by how many ms the wall clock moved since it last agreed, when that is more than a second; else null. A clock
 * that is slowly corrected is told when the corrections add up to that.
 */
export function createClockCheck({ wallMs, steadyMs }: ClockReadings): () => number | null {
  let agreedMs: number | null = null;
  return () => {
    const beforeMs = steadyMs();
    const aheadMs = wallMs() - beforeMs;
    if (steadyMs() - beforeMs > apartAtMostMs) return null;
    agreedMs ??= aheadMs;
    const movedMs = aheadMs - agreedMs;
    if (Math.abs(movedMs) <= jumpMs) return null;
    agreedMs = aheadMs;
    return Math.round(movedMs);
  };
}
