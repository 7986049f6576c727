/** Lateness of ticks, ms, in bins that are 0.05 ms wide at first and grow by 2 %: percentiles are exact to 2 % or 0.05 ms. */
export type LatenessHistogram = {
  readonly bins: ReadonlyMap<number, number>;
  /** Bins of the newest ticks, not yet counted in `bins`: a copy of all of them for every tick would be a good part of its work. */
  readonly newest: readonly number[];
  readonly count: number;
  readonly maxMs: number;
};

const FINE_MS = 2.5;
const FINE_STEP_MS = 0.05;
const GROWTH = 1.02;
const NEWEST_AT_MOST = 32;

export const emptyLateness: LatenessHistogram = { bins: new Map(), newest: [], count: 0, maxMs: 0 };

/** Counts a tick that began `lateMs` after its deadline; one before its deadline counts as in time. */
export function addLateness(histogram: LatenessHistogram, lateMs: number): LatenessHistogram {
  const newest = [...histogram.newest, binOf(Math.max(0, lateMs))];
  const isFull = newest.length >= NEWEST_AT_MOST;
  return {
    bins: isFull ? countBins(histogram.bins, newest) : histogram.bins,
    newest: isFull ? [] : newest,
    count: histogram.count + 1,
    maxMs: Math.max(histogram.maxMs, lateMs),
  };
}

function countBins(bins: ReadonlyMap<number, number>, newest: readonly number[]): Map<number, number> {
  const counted = new Map(bins);
  for (const bin of newest) counted.set(bin, (counted.get(bin) ?? 0) + 1);
  return counted;
}

/** All ticks by bin, ascending. */
const sortBins = ({ bins, newest }: LatenessHistogram): [number, number][] =>
  [...countBins(bins, newest)].sort(([one], [other]) => one - other);

/** The lateness that a share `quantile` (0 to 1) of the ticks did not exceed; 0 without ticks. */
export function latenessAt(histogram: LatenessHistogram, quantile: number): number {
  const wanted = Math.max(1, Math.ceil(quantile * histogram.count));
  let seen = 0;
  for (const [bin, count] of sortBins(histogram)) {
    seen += count;
    if (seen >= wanted) return Math.min(upperEdgeMs(bin), histogram.maxMs);
  }
  return 0;
}

/** Ticks by lateness, ascending: the upper edge of a bin, ms, and how many ticks lie in it; empty bins are left out. */
export function listBins(histogram: LatenessHistogram): [number, number][] {
  return sortBins(histogram).map(([bin, count]) => [Math.round(upperEdgeMs(bin) * 1000) / 1000, count]);
}

function binOf(lateMs: number): number {
  const fineBins = FINE_MS / FINE_STEP_MS;
  return lateMs <= FINE_MS
    ? Math.ceil(lateMs / FINE_STEP_MS)
    : fineBins + Math.ceil(Math.log(lateMs / FINE_MS) / Math.log(GROWTH));
}

function upperEdgeMs(bin: number): number {
  const fineBins = FINE_MS / FINE_STEP_MS;
  return bin <= fineBins ? bin * FINE_STEP_MS : FINE_MS * GROWTH ** (bin - fineBins);
}
