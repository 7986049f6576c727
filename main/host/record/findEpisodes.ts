import { treatedStudy } from '../../../protocol/treatedStudy';
import type { SessionFacts } from './tables/SessionFacts';
import type { RerunEpisode } from './VerifyReport';

/** An episode that was started, with how many ticks its end claims; null when it did not end. */
export type StartedEpisode = Omit<RerunEpisode, 'actions' | 'studyFolder'> & { claimedTicks: number | null };

/** Every episode of a session that was started, once each, in order, with what is needed to play it again. */
export function findEpisodes(facts: SessionFacts): StartedEpisode[] {
  const found = new Map<string, StartedEpisode>();
  for (const { body } of facts.events) {
    if (body.type !== 'episodeStarted' && body.type !== 'episodeEnded') continue;
    const key = JSON.stringify([body.game, body.episode]);
    const known = found.get(key);
    if (body.type === 'episodeEnded') {
      if (known !== undefined) known.claimedTicks = body.ticks;
      continue;
    }
    const played = facts.games.get(body.game);
    const study = treatedStudy(facts.study, played?.treatment ?? null);
    const scene = study.scenes.find((one) => one.id === played?.scene);
    const environment = scene?.kind === 'game' ? study.environments[scene.environment] : undefined;
    // An episode that is taken up again after a loss is the same episode.
    if (known !== undefined || scene?.kind !== 'game' || environment === undefined) continue;
    const { game, episode, seed } = body;
    // A copy of the state has its hash as well: every tick that was hashed in play is hashed again.
    const hashEvery = greatestDivisor(scene.hashEvery, scene.snapshotEvery);
    const { tickHz } = scene;
    found.set(key, { game, episode, seed, environment, tickHz, hashEvery, claimedTicks: null });
  }
  return [...found.values()];
}

/** Of two whole numbers; of 0 and another it is the other. */
const greatestDivisor = (one: number, other: number): number =>
  other === 0 ? one : greatestDivisor(other, one % other);
