/** Ticks in one call, at most. */
const MOST_TICKS = 50;
/** Of ticks that are stepped as fast as they are played, or much faster, a call has no more than this. */
const CALL_MS = 5000;
const FAST_STEP_MS = 100;
const LEAST_STEP_TIMEOUT_MS = 1000;

export type StepPlan = {
  /** For one step alone, as in play. */
  stepTimeoutMs: number;
  /** Of ticks that are stepped again so many go into one call: the other games of the interpreter get their turns in between. */
  ticks: number;
  /** For such a call. What could be played can be stepped again: every tick has the time that it had in play. */
  callTimeoutMs: number;
};

/** How long an environment may take to step, at so many ticks a second. */
export function planSteps(tickHz: number): StepPlan {
  const periodMs = 1000 / tickHz;
  const stepTimeoutMs = Math.max(LEAST_STEP_TIMEOUT_MS, 3 * periodMs);
  const ticks = Math.min(MOST_TICKS, Math.max(1, Math.floor(CALL_MS / Math.max(FAST_STEP_MS, periodMs))));
  return { stepTimeoutMs, ticks, callTimeoutMs: ticks * stepTimeoutMs };
}
