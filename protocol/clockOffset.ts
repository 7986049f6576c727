/** One exchange of `time:ping`: sent and received on the station's clock, stamped in between on the host's. Milliseconds. */
export type ClockSample = { t0: number; t1: number; t3: number };

/** `hostMs ≈ stationMs + offsetMs`, true to within ± `errorMs`. */
export type ClockOffset = { offsetMs: number; errorMs: number; rttMs: number };

/** Crystals of ordinary computers drift apart by up to about 100 parts per million, so an old sample is worth less. */
const driftMsPerMs = 1e-4;

/**
 * Offset of the host's clock from the station's, by the sample that bounds it most tightly. Both legs of an exchange take
 * at least no time, so the true offset lies within half the round trip of the middle; drift since then widens the bound.
 * @returns null without samples
 */
export function clockOffset(samples: readonly ClockSample[]): ClockOffset | null {
  const nowMs = Math.max(...samples.map((sample) => sample.t3));
  let best: ClockOffset | null = null;
  for (const { t0, t1, t3 } of samples) {
    const rttMs = t3 - t0;
    if (!Number.isFinite(rttMs + t1) || rttMs < 0) continue;
    const errorMs = rttMs / 2 + (nowMs - t3) * driftMsPerMs;
    if (best === null || errorMs < best.errorMs) best = { offsetMs: t1 - (t0 + t3) / 2, errorMs, rttMs };
  }
  return best;
}
