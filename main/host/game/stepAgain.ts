import type { JointAction, Outcome } from '../../../protocol/environment';
import { planSteps } from './planSteps';
import type { Place } from './RunnerPool';

export type SteppingAgain = {
  /** Of ticks 1, 2, 3, … */
  actions: readonly JointAction[];
  /** The tick at which the environment stands. */
  fromTick: number;
  tickHz: number;
  hashEvery: number;
  /** Whether the last tick is hashed too, whatever its number. */
  hashLast: boolean;
  /** Agents whose observations somebody reads. */
  obsOf: string[];
};

/**
 * Steps what was played before, some ticks at a time: gives how far that has come, and the outcome of the last of them.
 * Rejects with RunnerFault.
 */
export async function* stepAgain(
  place: Place,
  { actions, fromTick, tickHz, hashEvery, hashLast, obsOf: obs }: SteppingAgain,
): AsyncGenerator<{ tick: number; outcome: Outcome }> {
  const { ticks, callTimeoutMs } = planSteps(tickHz);
  for (let from = fromTick; from < actions.length; from += ticks) {
    const next = actions.slice(from, from + ticks);
    const tick = from + next.length;
    const hash = hashLast && tick === actions.length;
    const outcome = await place.call(
      { op: 'steps', actions: next, fromTick: from, hashEvery, hash, obs },
      callTimeoutMs,
    );
    yield { tick, outcome };
  }
}
