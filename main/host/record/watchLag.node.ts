import type { JournalTrouble } from './Journal';

export type LagWatchDeps = {
  /** How long the oldest row that is not on disk yet has waited, ms; 0 when none waits. */
  lagMs(): number;
  /** Monotonic. */
  nowMs(): number;
  tell(trouble: JournalTrouble): void;
};

/** Tells when the disk is slow, when it is so slow that play must stand still, and when it keeps up again. */
export type LagWatch = {
  /** Looks at once, with how long a row that has just been written had to wait. */
  see(waitedMs: number): void;
  stop(): void;
};

const lookEveryMs = 250;
const slowAtMs = 1000;
/** What a game plays meanwhile waits in memory: no more than this. */
const stalledAtMs = 2000;
/** A slow disk is slow in fits: the word stays for a while after the last. */
const fineAfterMs = 10_000;

export function watchLag({ lagMs, nowMs, tell }: LagWatchDeps): LagWatch {
  let state: 'fine' | 'slow' | 'stalled' = 'fine';
  let slowUntilMs = 0;

  function see(waitedMs: number): void {
    if (waitedMs >= slowAtMs) slowUntilMs = nowMs() + fineAfterMs;
    if (waitedMs >= stalledAtMs && state !== 'stalled') {
      state = 'stalled';
      tell({ kind: 'stalled', message: stalledInWords });
    }
  }

  function look(): void {
    const nowWaitsMs = lagMs();
    see(nowWaitsMs);
    if (state === 'stalled' && nowWaitsMs < slowAtMs) {
      state = 'fine';
      tell({ kind: 'recovered', message: 'The disk takes the record again. Nothing that was confirmed is missing.' });
    }
    if (state === 'fine' && nowMs() < slowUntilMs) {
      state = 'slow';
      tell({ kind: 'slow', message: slowInWords });
    }
    if (state === 'slow' && nowMs() >= slowUntilMs) {
      state = 'fine';
      tell({ kind: 'recovered', message: 'The disk keeps up again.' });
    }
  }

  // After a standstill of this whole process, what the disk has answered meanwhile is heard first.
  const timer = setInterval(() => setImmediate(look), lookEveryMs);
  timer.unref();
  return {
    see(waitedMs) {
      see(waitedMs);
      look();
    },
    stop: () => clearInterval(timer),
  };
}

const slowInWords =
  'Storage is slow: writing takes more than a second. The games go on; answers are confirmed late. If it stays so, close programs that use the disk, or record to another one.';
const stalledInWords =
  'Storage does not keep up: rows have waited for two seconds. Play stands still until they are written, and goes on by itself. Close programs that use the disk.';
