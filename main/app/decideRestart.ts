/** Restarts within this time are counted together. */
const WINDOW_MS = 60_000;
const MOST_RESTARTS = 3;

/**
 * Whether a program that died is to be started once more: at most three times within a minute, because what dies again and
 * again needs a person.
 * @param restartsMs times of the earlier restarts, ms of any steady clock
 * @returns the restarts that count from now on, or null when it must not be started
 */
export function decideRestart(restartsMs: readonly number[], nowMs: number): number[] | null {
  const recent = restartsMs.filter((restartMs) => nowMs - restartMs < WINDOW_MS);
  return recent.length >= MOST_RESTARTS ? null : [...recent, nowMs];
}
