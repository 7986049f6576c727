import type { FrameDelta } from '../../../protocol/frame';
import type { EpisodeRecord } from './GameSpec';
import { planSteps } from './planSteps';
import { LOAD_TIMEOUT_MS, RESET_TIMEOUT_MS, type RunnerPool } from './RunnerPool';

/** What a tick gave when it was stepped again: its pictures, and its state's hash where one is taken. */
export type SteppedAgain = { tick: number; frames: Record<string, FrameDelta>; hash: string | null };

/** A recorded episode that is stepped again tick by tick, for somebody to look at. */
export type Replay = {
  /** Tick 0 first: the picture before any step. Rejects with RunnerFault. */
  next(): Promise<SteppedAgain>;
  /** Gives the place in its interpreter back. */
  close(): void;
};

/**
 * Opens an episode in an interpreter of its own, so that no game that is played waits for one that is looked at. Rejects with
 * RunnerFault when its environment cannot be loaded.
 */
export async function openReplay(pool: RunnerPool, record: EpisodeRecord): Promise<Replay> {
  const { study, environment, seed, actions, tickHz, hashEvery } = record;
  const { stepTimeoutMs } = planSteps(tickHz);
  const place = await pool.place('replay', study, { alone: true, environment });
  try {
    await place.load(environment, LOAD_TIMEOUT_MS);
  } catch (cause) {
    place.leave();
    throw cause;
  }
  let tick = -1;
  return {
    async next() {
      const at = tick + 1;
      const joint = actions[at - 1];
      if (at > 0 && joint === undefined) throw new RangeError(`This episode has ${actions.length} ticks.`);
      // The last tick has a hash of its own, as `verify` wants it.
      const hash = at > 0 && (at % hashEvery === 0 || at === actions.length);
      const outcome =
        joint === undefined
          ? await place.call({ op: 'reset', seed, obs: [] }, RESET_TIMEOUT_MS)
          : await place.call({ op: 'step', actions: joint, hash, obs: [] }, stepTimeoutMs);
      tick = at;
      return { tick, frames: outcome.frames, hash: outcome.hash ?? null };
    },
    close: () => place.leave(),
  };
}
