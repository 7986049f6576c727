/** Free space of the disk under a record, and how fast the record grows. `freeBytes` null: unknown. */
export type DiskSpace = { freeBytes: number | null; bytesPerS: number };

const lowBytes = 2 ** 30;
const lowMinutes = 10;

/** A word of warning while less than 1 GiB is free, or less than ten minutes' worth of recording; else null. */
export function judgeSpace({ freeBytes, bytesPerS }: DiskSpace, folder: string): string | null {
  if (freeBytes === null) return null;
  const minutes = bytesPerS > 0 ? freeBytes / bytesPerS / 60 : Number.POSITIVE_INFINITY;
  if (freeBytes >= lowBytes && minutes >= lowMinutes) return null;
  const megabytes = Math.floor(freeBytes / 1e6);
  const lasts =
    minutes >= 600
      ? ''
      : minutes < 1
        ? ', which lasts for less than a minute at the present rate'
        : `, which lasts for about ${Math.floor(minutes)} ${minutes < 2 ? 'minute' : 'minutes'} at the present rate`;
  return `Only ${megabytes} MB are free on the disk that holds ${folder}${lasts}. Free some space there now: empty the bin, or move finished exports away. When the disk is full, play stands still until there is room; nothing that was confirmed is lost.`;
}

/** Growth per second between the first and the last of these samples, bytes; 0 where there is no telling. */
export function rateOf(samples: readonly { atMs: number; bytes: number }[]): number {
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.atMs <= first.atMs) return 0;
  // A journal that was folded into one file may have become smaller.
  return Math.max(0, ((last.bytes - first.bytes) * 1000) / (last.atMs - first.atMs));
}
