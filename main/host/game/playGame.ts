import type { Loaded, Outcome } from '../../../protocol/environment';
import { PlayStopped } from './createPlayClock';
import { addTick, endReason, type EpisodeProgress, startProgress, summarizeEpisode } from './episodeProgress';
import type { GameSpec, GameStart } from './GameSpec';
import type { Play } from './PlayState';
import { countDown, logPrints, noWaits, playTicks } from './playTicks';
import { readTurn } from './readTurn';
import type { PlayedEpisode } from './replayEpisode';
import { RunnerFault } from './RunnerPool';

/** Plays all episodes of a game from where it stands to its end. Rejects with RunnerFault, PlayStopped, or what a notice was refused with. */
export async function playGame(play: Play): Promise<void> {
  const { spec, deps } = play;
  const from = spec.from;
  if ((from?.episode ?? 0) < spec.episodes) {
    const [loaded] = await Promise.all([play.environment.open(), play.policies.open()]);
    checkRoles(loaded, spec);
    play.frames.open(loaded.agents);
    for (let episode = from?.episode ?? 0; episode < spec.episodes; episode += 1) {
      if (play.clock.stopped) throw new PlayStopped();
      await playEpisode(play, episode, loaded.agents, from?.episode === episode ? from : null);
    }
  }
  if (play.clock.stopped) throw new PlayStopped();
  await deps.notify({ type: 'finished', game: spec.game });
}

async function playEpisode(
  play: Play,
  episode: number,
  agents: readonly string[],
  from: GameStart | null,
): Promise<void> {
  const { spec, deps, state, humans } = play;
  const seed = spec.episodeSeed(episode);
  state.episode = episode;
  state.tick = 0;
  const begun = from?.ticks
    ? await takeUpEpisode(play, seed, agents, from, from.ticks)
    : await beginEpisode(play, episode, seed, agents);
  state.tick = begun.progress.ticks;
  state.progress = begun.progress;
  const isOver = endReason(begun.progress, spec.maxTicks) !== null;
  state.turn = readTurn(begun.outcome);
  play.policies.takeOver(state.takenOver);
  play.policies.ask(state.tick, seed, begun.outcome.obs, state.turn);
  const goesOn = begun.progress.ticks > 0;
  const waits = goesOn ? { freezeMs: 0, countdownMs: spec.resumeMs } : spec;
  await countDown(play, isOver ? noWaits : waits, begun.outcome.frames);
  const played = await playTicks(play, seed, begun.progress, begun.outcome);
  deps.append(humans.endEpisode(episode));
  await deps.notify({
    type: 'episodeEnded',
    game: spec.game,
    episode,
    reason: played.reason,
    ...summarizeEpisode(played.progress, rateHz(play), played.outcome.infos),
  });
  state.progress = null;
}

type Begun = { progress: EpisodeProgress; outcome: Outcome };

async function beginEpisode(
  { environment, deps, spec, state }: Play,
  episode: number,
  seed: number,
  agents: readonly string[],
): Promise<Begun> {
  const outcome = await environment.reset(seed);
  logPrints(deps, spec, outcome);
  state.beganMs = [];
  await deps.notify({ type: 'episodeStarted', game: spec.game, episode, seed });
  return { progress: startProgress(agents), outcome };
}

/** Brings an episode to where the journal says it was. */
async function takeUpEpisode(
  { environment, deps, spec }: Play,
  seed: number,
  agents: readonly string[],
  from: GameStart,
  ticks: NonNullable<GameStart['ticks']>,
): Promise<Begun> {
  const hashes: PlayedEpisode['hashes'] = new Map();
  for (const { tick, hash } of ticks) if (hash !== null) hashes.set(tick, hash);
  const outcome = await environment.rebuild({
    seed,
    actions: ticks.map(({ actions }) => actions),
    hashes,
    snapshots: from.snapshots ?? [],
  });
  const gapMs = deps.nowMs() - from.lostAtMs;
  await deps.notify({
    type: 'restored',
    game: spec.game,
    episode: from.episode,
    tick: ticks.length,
    gapMs,
    reason: 'the host was started again',
  });
  return {
    progress: ticks.reduce((progress, tick) => addTick(progress, tick, 1000 / spec.tickHz), startProgress(agents)),
    outcome,
  };
}

/** Who acts for whom must fit the environment before anybody sees a picture. */
function checkRoles({ agents }: Loaded, { members, environment }: GameSpec): void {
  const roles = Object.keys(members);
  if (agents.every((agent) => roles.includes(agent)) && roles.every((role) => agents.includes(role))) return;
  const message = `the environment has the agents ${agents.join(', ')}, but the study gives roles to ${roles.join(', ')}: name each agent in the scene's roles`;
  throw new RunnerFault({ kind: 'contract', message, file: environment.file, line: null }, 'author', true);
}

/** Ticks per second of play time, over the last ticks; 0 before there are two. */
export function rateHz({ state: { beganMs } }: Pick<Play, 'state'>, last = beganMs.length): number {
  const recent = beganMs.slice(-last);
  const [first] = recent;
  const latest = recent[recent.length - 1];
  if (first === undefined || latest === undefined || latest <= first) return 0;
  return ((recent.length - 1) * 1000) / (latest - first);
}
