import { performance } from 'node:perf_hooks';

const EVERY_MS = 2000;

/** Tells how far a long job is, every two seconds at most. */
export function createProgressTeller(
  say: (line: string) => void,
): (progress: { done: number; of: number; step: string }) => void {
  let toldMs = performance.now();
  return ({ done, of, step }) => {
    const nowMs = performance.now();
    if (nowMs - toldMs < EVERY_MS) return;
    toldMs = nowMs;
    say(`${step}: ${done} of ${of}`);
  };
}
