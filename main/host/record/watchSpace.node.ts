import { performance } from 'node:perf_hooks';
import { type DiskSpace, judgeSpace, rateOf } from './judgeSpace';
import { readFreeBytes } from './readFreeBytes.node';

export type SpaceWatchDeps = {
  folder: string;
  /** Size of the journal now. */
  bytes(): number;
  /** Called when the warning changes; null: all is well. */
  warned(message: string | null): void;
};

export type SpaceWatch = { space(): DiskSpace; stop(): void };

const lookEveryMs = 2000;
/** The present rate is that of so many last looks: a minute. */
const samplesKept = 30;

/** Watches how much room the record has left. */
export function watchSpace({ folder, bytes, warned }: SpaceWatchDeps): SpaceWatch {
  let freeBytes: number | null = null;
  let samples: { atMs: number; bytes: number }[] = [];
  let warning: string | null = null;
  let isLooking = false;
  let isStopped = false;

  const space = (): DiskSpace => ({ freeBytes, bytesPerS: rateOf(samples) });
  async function look(): Promise<void> {
    // A disk that hangs is asked once.
    if (isLooking) return;
    isLooking = true;
    samples = [...samples, { atMs: performance.now(), bytes: bytes() }].slice(-samplesKept);
    freeBytes = await readFreeBytes(folder);
    isLooking = false;
    const now = judgeSpace(space(), folder);
    if (isStopped || now === warning) return;
    warning = now;
    warned(now);
  }

  const timer = setInterval(() => void look(), lookEveryMs);
  timer.unref();
  void look();
  return {
    space,
    stop() {
      isStopped = true;
      clearInterval(timer);
    },
  };
}
