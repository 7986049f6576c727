import type { EpisodeRecord } from './GameSpec';
import { LOAD_TIMEOUT_MS, RESET_TIMEOUT_MS, type RunnerPool } from './RunnerPool';

const CHUNK = 50;
/** For a whole chunk: as much as the same ticks may take in play, 3 s each where they are slow. */
const CHUNK_TIMEOUT_MS = 150_000;

/**
 * Steps a recorded episode again and returns its state hashes: of every tick that `hashEvery` divides, and of the last.
 * Rejects with RunnerFault when the environment cannot be loaded or stepped. `onTick` is told how far it has come.
 */
export async function rerunEpisode(
  pool: RunnerPool,
  record: EpisodeRecord,
  onTick: (tick: number) => void = () => undefined,
): Promise<Map<number, string>> {
  const { study, environment, seed, actions, hashEvery } = record;
  const hashes = new Map<number, string>();
  const place = await pool.place('rerun', study, { environment });
  try {
    await place.load(environment, LOAD_TIMEOUT_MS);
    await place.call({ op: 'reset', seed, obs: [] }, RESET_TIMEOUT_MS);
    for (let tick = 0; tick < actions.length; tick += CHUNK) {
      const chunk = actions.slice(tick, tick + CHUNK);
      const reached = tick + chunk.length;
      const isLast = reached === actions.length;
      const outcome = await place.call(
        { op: 'steps', actions: chunk, fromTick: tick, hashEvery, hash: isLast, obs: [] },
        CHUNK_TIMEOUT_MS,
      );
      for (const [hashed, hash] of Object.entries(outcome.hashes ?? {})) hashes.set(Number(hashed), hash);
      if (isLast && outcome.hash !== undefined) hashes.set(reached, outcome.hash);
      onTick(reached);
    }
    return hashes;
  } finally {
    place.leave();
  }
}
