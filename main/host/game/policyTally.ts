import type { EventOf } from '../../../protocol/event';
import type { PolicyDecision } from '../../../protocol/journal';
import { addLateness, emptyLateness, type LatenessHistogram, listBins } from './latenessHistogram';

/** How the models of an episode have kept up, by agent and policy. */
export type PolicyTallies = ReadonlyMap<string, PolicyTally>;
type PolicyTally = {
  agent: string;
  policy: string;
  asked: number;
  fallbacks: Readonly<Record<NonNullable<PolicyDecision['fallback']>, number>>;
  lateAnswers: number;
  latency: LatenessHistogram;
};

const noFallbacks = { late: 0, invalid: 0, failed: 0 };

/** After one more tick. What was not asked (random, noop, an action that goes on) is not counted. */
export function addDecisions(tallies: PolicyTallies, policies: Record<string, PolicyDecision>): PolicyTallies {
  const next = new Map(tallies);
  for (const [agent, { policy, latencyMs, fallback, lateAnswers = [] }] of Object.entries(policies)) {
    if (latencyMs === null && fallback === null) continue;
    const key = `${agent}\0${policy}`;
    const now = tallies.get(key) ?? {
      agent,
      policy,
      asked: 0,
      fallbacks: noFallbacks,
      lateAnswers: 0,
      latency: emptyLateness,
    };
    next.set(key, {
      ...now,
      asked: now.asked + 1,
      fallbacks: fallback === null ? now.fallbacks : { ...now.fallbacks, [fallback]: now.fallbacks[fallback] + 1 },
      lateAnswers: now.lateAnswers + lateAnswers.length,
      latency: latencyMs === null ? now.latency : addLateness(now.latency, latencyMs),
    });
  }
  return next;
}

/** In how many decisions a fallback was played. */
export function countFallbacks(tallies: PolicyTallies): number {
  return [...tallies.values()].reduce(
    (sum, { fallbacks: { late, invalid, failed } }) => sum + late + invalid + failed,
    0,
  );
}

/** As it is told when the episode ends. */
export function listTallies(tallies: PolicyTallies): NonNullable<EventOf<'episodeEnded'>['policies']> {
  return [...tallies.values()].map(({ latency, ...tally }) => ({ ...tally, latency: listBins(latency) }));
}
