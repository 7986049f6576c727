import { performance } from 'node:perf_hooks';

/** Session time: milliseconds since the session was made. Monotonic while the process lives, so a wall clock that jumps moves nothing. */
export type SessionClock = { nowMs(): number };

/** Starts session time at `fromMs`: 0 for a new session, the last recorded time plus the gap for one taken up again. */
export function createSessionClock(fromMs: number): SessionClock {
  const startMs = performance.now();
  return { nowMs: () => Math.round((fromMs + performance.now() - startMs) * 1000) / 1000 };
}
