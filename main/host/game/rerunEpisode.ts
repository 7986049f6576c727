import type { EpisodeRecord } from './GameSpec';
import { LOAD_TIMEOUT_MS, RESET_TIMEOUT_MS, type RunnerPool } from './RunnerPool';
import { stepAgain } from './stepAgain';

/**
 * Steps a recorded episode again and returns its state hashes: of every tick that `hashEvery` divides, and of the last.
 * Rejects with RunnerFault when the environment cannot be loaded or stepped. `onTick` is told how far it has come.
 */
export async function rerunEpisode(
  pool: RunnerPool,
  record: EpisodeRecord,
  onTick: (tick: number) => void = () => undefined,
): Promise<Map<number, string>> {
  const { study, environment, seed } = record;
  const hashes = new Map<number, string>();
  const place = await pool.place('rerun', study, { environment });
  try {
    await place.load(environment, LOAD_TIMEOUT_MS);
    await place.call({ op: 'reset', seed, obs: [] }, RESET_TIMEOUT_MS);
    for await (const { tick, outcome } of stepAgain(place, { ...record, fromTick: 0, hashLast: true, obsOf: [] })) {
      for (const [hashed, hash] of Object.entries(outcome.hashes ?? {})) hashes.set(Number(hashed), hash);
      if (outcome.hash !== undefined) hashes.set(tick, outcome.hash);
      onTick(tick);
    }
    return hashes;
  } finally {
    place.leave();
  }
}
