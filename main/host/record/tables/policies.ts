import type { PolicyDecision, StoredRow } from '../../../../protocol/journal';
import type { SessionFacts } from './SessionFacts';
import { shared } from './sharedColumns';
import { column, type Table, type TableRow } from './Table';

/** One row per policy, agent and episode: how well the policy kept up. Each decision by itself stands in `ticks`. */
export const policies: Table = {
  name: 'policies',
  rowIs: 'One policy that acted for one agent in one episode, or stood in for its participant.',
  from: 'rows',
  kinds: ['event', 'tick'],
  columns: () => [
    shared.session,
    shared.group,
    shared.game,
    shared.scene,
    shared.episode,
    shared.agent,
    column('policy', 'text', 'The policy, by its name in the study.'),
    column('kind', 'text', 'What it is: onnx (a model), python (a class), random or noop.'),
    column('sha256', 'text', 'SHA-256 of the model; empty for a policy without one.'),
    column('decisions', 'integer', 'In how many ticks it had to act.'),
    column('in_place', 'integer', 'In how many of them it had taken over for a participant who was gone.'),
    column('answers', 'integer', 'In how many of them its own action was played.'),
    column('fallback_late', 'integer', 'In how many the fallback was played because no answer came within the tick.'),
    column('fallback_invalid', 'integer', 'In how many because the answer was no action of this agent.'),
    column('fallback_failed', 'integer', 'In how many because the policy failed.'),
    column('late_answers', 'integer', 'How many answers came after their tick was over.'),
    column(
      'memory_lost',
      'integer',
      'How often a recurrent model, or a policy in Python, began with an empty memory within the episode, because that was lost with a process.',
    ),
    column('latency_count', 'integer', 'How many latencies were measured; a policy that is not asked has none.'),
    column('latency_p50_ms', 'number', 'Time from asking to the answer: median, to a tenth of a millisecond.', 'ms'),
    column('latency_p99_ms', 'number', 'The same: 99th percentile.', 'ms'),
    column('latency_max_ms', 'number', 'The same: longest.', 'ms'),
    column(
      'latency',
      'json',
      'How many answers took how long: [[ms, answers], …], to a tenth of a millisecond; empty without any.',
    ),
  ],
  start: (facts) => {
    const open = new Map<string, Tally>();
    const close = (isDone: (tally: Tally) => boolean): TableRow[] =>
      [...open].flatMap(([key, tally]) => {
        if (!isDone(tally)) return [];
        open.delete(key);
        return [rowOf(tally, facts)];
      });
    return {
      push: (row) => {
        if (row.kind === 'tick') count(open, row);
        if (row.kind !== 'event') return [];
        const { body } = row;
        if (body.type !== 'episodeEnded' && body.type !== 'gameFailed') return [];
        return close((tally) => tally.game === body.game && tally.episode === body.episode);
      },
      end: () => close(() => true),
    };
  },
};

/** `latencies`: tenths of a millisecond → how often; that way an episode of any length takes little memory. */
type Tally = {
  game: string | null;
  episode: number;
  agent: string;
  policy: string;
  decisions: number;
  inPlace: number;
  memoryLost: number;
  fallbacks: Record<NonNullable<PolicyDecision['fallback']>, number>;
  lateAnswers: number;
  latencies: Map<number, number>;
  latencyMaxMs: number;
};

function count(open: Map<string, Tally>, { game, body }: Extract<StoredRow, { kind: 'tick' }>): void {
  for (const [agent, { policy, inPlaceOf, memory, latencyMs, fallback, lateAnswers }] of Object.entries(
    body.policies,
  )) {
    const key = `${body.episode}\0${game ?? ''}\0${agent}\0${policy}`;
    const tally = open.get(key) ?? {
      game,
      episode: body.episode,
      agent,
      policy,
      decisions: 0,
      inPlace: 0,
      memoryLost: 0,
      fallbacks: { late: 0, invalid: 0, failed: 0 },
      lateAnswers: 0,
      latencies: new Map<number, number>(),
      latencyMaxMs: 0,
    };
    open.set(key, tally);
    tally.decisions += 1;
    if (inPlaceOf !== undefined) tally.inPlace += 1;
    if (memory === 'lost') tally.memoryLost += 1;
    tally.lateAnswers += lateAnswers?.length ?? 0;
    if (fallback !== null) tally.fallbacks[fallback] += 1;
    if (latencyMs === null) continue;
    const tenths = Math.round(latencyMs * 10);
    tally.latencies.set(tenths, (tally.latencies.get(tenths) ?? 0) + 1);
    tally.latencyMaxMs = Math.max(tally.latencyMaxMs, latencyMs);
  }
}

function rowOf(tally: Tally, facts: SessionFacts): TableRow {
  const { game, episode, agent, policy, decisions, fallbacks, latencies } = tally;
  const played = game === null ? undefined : facts.games.get(game);
  const spec = facts.study.policies[policy];
  const latencyCount = [...latencies.values()].reduce((sum, times) => sum + times, 0);
  return {
    session: facts.session,
    group: played?.group ?? null,
    game,
    scene: played?.scene ?? null,
    episode,
    agent,
    policy,
    kind: spec?.kind ?? null,
    sha256: spec?.kind === 'onnx' ? spec.metadata.sha256 : null,
    decisions,
    in_place: tally.inPlace,
    answers: decisions - fallbacks.late - fallbacks.invalid - fallbacks.failed,
    fallback_late: fallbacks.late,
    fallback_invalid: fallbacks.invalid,
    fallback_failed: fallbacks.failed,
    late_answers: tally.lateAnswers,
    memory_lost: tally.memoryLost,
    latency_count: latencyCount,
    latency_p50_ms: quantile(latencies, latencyCount, 0.5),
    latency_p99_ms: quantile(latencies, latencyCount, 0.99),
    latency_max_ms: latencyCount === 0 ? null : tally.latencyMaxMs,
    latency: latencyCount === 0 ? null : listLatencies(latencies),
  };
}

const listLatencies = (tenths: ReadonlyMap<number, number>): [number, number][] =>
  [...tenths].sort(([a], [b]) => a - b).map(([value, times]) => [value / 10, times]);

/** The smallest value that so large a share of all values does not exceed; null of none. */
function quantile(tenths: ReadonlyMap<number, number>, count: number, share: number): number | null {
  let seen = 0;
  for (const [value, times] of [...tenths].sort(([a], [b]) => a - b)) {
    seen += times;
    if (seen >= share * count) return value / 10;
  }
  return null;
}
