import type { TickBody } from '../../../protocol/journal';
import type { StartedEpisode } from './findEpisodes';
import type { VerifyFinding } from './VerifyReport';

/** Whether the ticks of an episode are all there: from 1 to the number its end claims, each once. Null when they are. */
export function findMissingTick(started: StartedEpisode, ticks: readonly TickBody[]): VerifyFinding | null {
  const { game, episode, claimedTicks } = started;
  const wrong = ticks.findIndex((body, index) => body.tick !== index + 1);
  if (wrong !== -1) {
    const message = `In game ${game}, episode ${episode}, tick ${ticks[wrong]?.tick} stands where tick ${wrong + 1} should.`;
    return { level: 'problem', code: 'ticks/missing', message, game, episode, tick: wrong + 1 };
  }
  if (claimedTicks === null || claimedTicks === ticks.length) return null;
  const message = `Game ${game}, episode ${episode} ended after ${claimedTicks} ticks, but ${ticks.length} are recorded.`;
  return {
    level: 'problem',
    code: 'ticks/missing',
    message,
    game,
    episode,
    tick: Math.min(claimedTicks, ticks.length) + 1,
  };
}

/** The first tick whose recorded hash playing again did not give; null when all are the same. */
export function findDifferentHash(
  { game, episode }: StartedEpisode,
  ticks: readonly TickBody[],
  again: ReadonlyMap<number, string>,
): VerifyFinding | null {
  const different = ticks.find((body) => body.hash !== null && again.get(body.tick) !== body.hash);
  if (different === undefined) return null;
  const { tick } = different;
  const message = `Game ${game}, episode ${episode}: played again, the state after tick ${tick} is not the recorded one. Either the record or the study was changed, or the environment is not deterministic.`;
  return { level: 'problem', code: 'hash/different', message, game, episode, tick };
}
