import type { Outcome } from '../../../protocol/environment';
import type { EnvironmentSpec } from '../../../protocol/study';
import type { StudySource } from './GameSpec';
import { LOAD_TIMEOUT_MS, RESET_TIMEOUT_MS, type RunnerPool } from './RunnerPool';

const SEED = 1;

/** What each agent of an environment observes and may do at the start of an episode. Rejects with RunnerFault. */
export async function observeAtReset(
  pool: RunnerPool,
  study: StudySource,
  environment: EnvironmentSpec,
): Promise<Outcome> {
  const place = await pool.place('rehearsal', study, { environment });
  try {
    await place.load(environment, LOAD_TIMEOUT_MS);
    return await place.call({ op: 'reset', seed: SEED }, RESET_TIMEOUT_MS);
  } finally {
    place.leave();
  }
}
