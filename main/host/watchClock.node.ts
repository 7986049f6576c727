import { performance } from 'node:perf_hooks';
import { createClockCheck } from './createClockCheck';
import { formatWall } from './record/formatWall';

const EVERY_MS = 1000;

/** Tells when this machine's clock was set, or the machine slept: by how many ms it moved, and what it shows now (ISO 8601 with offset). */
export function watchClock(jumped: (byMs: number, wall: string) => void): { stop(): void } {
  const check = createClockCheck({ wallMs: () => Date.now(), steadyMs: () => performance.now() });
  check();
  const timer = setInterval(() => {
    const byMs = check();
    if (byMs !== null) jumped(byMs, formatWall(Date.now(), -new Date().getTimezoneOffset()));
  }, EVERY_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
