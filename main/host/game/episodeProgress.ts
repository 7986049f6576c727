import type { Outcome } from '../../../protocol/environment';
import type { EventOf } from '../../../protocol/event';
import type { TickBody } from '../../../protocol/journal';
import { addLateness, emptyLateness, type LatenessHistogram, latenessAt, listBins } from './latenessHistogram';
import { addDecisions, listTallies, type PolicyTallies } from './policyTally';

/** How far an episode has come: a fold over its ticks. */
export type EpisodeProgress = {
  ticks: number;
  /** Agents still in play. */
  live: ReadonlySet<string>;
  returns: Record<string, number>;
  /** Whether all agents left by truncation. */
  truncatedOnly: boolean;
  lateness: LatenessHistogram;
  lateTicks: number;
  movedMs: number;
  policies: PolicyTallies;
};

type PlayedTick = Pick<TickBody, 'rewards' | 'terminations' | 'truncations' | 'lateMs' | 'movedMs'> &
  Partial<Pick<TickBody, 'policies'>>;

export function startProgress(agents: readonly string[]): EpisodeProgress {
  return {
    ticks: 0,
    live: new Set(agents),
    returns: Object.fromEntries(agents.map((agent) => [agent, 0])),
    truncatedOnly: true,
    lateness: emptyLateness,
    lateTicks: 0,
    movedMs: 0,
    policies: new Map(),
  };
}

/** After one more tick. A tick counts as late when it began more than a period after its deadline. */
export function addTick(progress: EpisodeProgress, tick: PlayedTick, periodMs: number): EpisodeProgress {
  const returns = { ...progress.returns };
  for (const [agent, reward] of Object.entries(tick.rewards)) returns[agent] = (returns[agent] ?? 0) + reward;
  const left = [...progress.live].filter(
    (agent) => tick.terminations[agent] === true || tick.truncations[agent] === true,
  );
  return {
    ticks: progress.ticks + 1,
    live: new Set([...progress.live].filter((agent) => !left.includes(agent))),
    returns,
    truncatedOnly: progress.truncatedOnly && left.every((agent) => tick.terminations[agent] !== true),
    lateness: addLateness(progress.lateness, tick.lateMs),
    lateTicks: progress.lateTicks + (tick.lateMs > periodMs ? 1 : 0),
    movedMs: progress.movedMs + (tick.movedMs ?? 0),
    policies: addDecisions(progress.policies, tick.policies ?? {}),
  };
}

/** Why the episode is over, or null while it goes on. */
export function endReason(progress: EpisodeProgress, maxTicks: number): 'terminated' | 'truncated' | 'maxTicks' | null {
  if (progress.live.size === 0) return progress.truncatedOnly ? 'truncated' : 'terminated';
  return progress.ticks >= maxTicks ? 'maxTicks' : null;
}

/** The episode as it is told when it ends. `infos` are those of its last outcome. */
export function summarizeEpisode(
  progress: EpisodeProgress,
  rateHz: number,
  infos: Outcome['infos'],
): Pick<EventOf<'episodeEnded'>, 'ticks' | 'returns' | 'infos' | 'timing' | 'policies'> {
  const { ticks, returns, lateness, lateTicks, movedMs, policies } = progress;
  const timing = {
    rateHz,
    lateP50Ms: latenessAt(lateness, 0.5),
    lateP99Ms: latenessAt(lateness, 0.99),
    lateMaxMs: lateness.maxMs,
    lateTicks,
    movedMs,
    lateness: listBins(lateness),
  };
  return { ticks, returns, infos, timing, ...(policies.size > 0 && { policies: listTallies(policies) }) };
}
