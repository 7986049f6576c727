import type { StoredRow } from '../../protocol/journal';

/** What a simulated session came to, by its journal. Times in ms unless named otherwise; null: nothing to measure. */
export type SimulationSummary = {
  study: string;
  session: string;
  seed: number;
  participants: number;
  finished: number;
  declined: number;
  games: number;
  failedGames: { game: string; message: string }[];
  episodes: number;
  ticks: number;
  inputs: number;
  /** Time from asking a policy to its answer, late ones included; of answers that never came, the time that was waited. */
  policyLatencyMs: { p50: number; p99: number } | null;
  /** Ticks for which a policy's fallback played. */
  fallbacks: number;
  /** How far behind its deadline a tick began; null at full speed, where ticks have no deadline. */
  tickLatenessMs: { p50: number; p99: number } | null;
  rows: number;
  ended: boolean;
  /** From the start of the session to its end. */
  seconds: number;
};

/** Takes the rows of a journal one after the other, in order. */
export type Summarizer = { add(row: StoredRow): void; finish(): SimulationSummary };

/** @param pace at full speed (`lockstep`) there is no lateness to tell of */
export function createSummarizer(pace: 'realtime' | 'lockstep'): Summarizer {
  const summary: SimulationSummary = {
    study: '',
    session: '',
    seed: 0,
    participants: 0,
    finished: 0,
    declined: 0,
    games: 0,
    failedGames: [],
    episodes: 0,
    ticks: 0,
    inputs: 0,
    policyLatencyMs: null,
    fallbacks: 0,
    tickLatenessMs: null,
    rows: 0,
    ended: false,
    seconds: 0,
  };
  const latencies: number[] = [];
  /** Answers that have not come: agent, game and tick → how long was waited. */
  const awaited = new Map<string, number>();
  const lateness: number[] = [];
  let startedMs = 0;

  function addEvent({ body }: Extract<StoredRow, { kind: 'event' }>): void {
    switch (body.type) {
      case 'sessionCreated':
        Object.assign(summary, { study: body.study.name, session: body.session, seed: body.seed });
        break;
      case 'sessionStarted':
        startedMs = body.atMs;
        break;
      case 'sessionEnded':
        summary.ended = true;
        summary.seconds = (body.atMs - startedMs) / 1000;
        break;
      case 'seatAdded':
        summary.participants += 1;
        break;
      case 'participantFinished':
        summary.finished += 1;
        break;
      case 'participantDeclined':
        summary.declined += 1;
        break;
      case 'gameFormed':
        summary.games += 1;
        break;
      case 'gameFailed':
        summary.failedGames.push({ game: body.game, message: body.error.message });
        break;
      case 'episodeEnded':
        summary.episodes += 1;
        break;
      default:
    }
  }

  function addDecisions({ game, body }: Extract<StoredRow, { kind: 'tick' }>): void {
    for (const [agent, { latencyMs, fallback, waitedMs, lateAnswers = [] }] of Object.entries(body.policies)) {
      const keyOf = (tick: number): string => JSON.stringify([game, body.episode, agent, tick]);
      if (latencyMs !== null) latencies.push(latencyMs);
      if (fallback !== null) summary.fallbacks += 1;
      if (waitedMs !== undefined) awaited.set(keyOf(body.tick), waitedMs);
      for (const late of lateAnswers) {
        awaited.delete(keyOf(late.tick));
        latencies.push(late.latencyMs);
      }
    }
  }

  return {
    add(row) {
      summary.rows += 1;
      if (row.kind === 'event') addEvent(row);
      if (row.kind === 'input') summary.inputs += 1;
      if (row.kind !== 'tick') return;
      summary.ticks += 1;
      lateness.push(row.body.lateMs);
      addDecisions(row);
    },
    finish: () => ({
      ...summary,
      policyLatencyMs: quantiles([...latencies, ...awaited.values()]),
      tickLatenessMs: pace === 'lockstep' ? null : quantiles(lateness),
    }),
  };
}

/** The value that a share of all values does not exceed (nearest rank). */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

function quantiles(values: number[]): { p50: number; p99: number } | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((one, other) => one - other);
  return { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) };
}

/** Why the simulation did not do what it was to do; empty when it did. */
export function findShortfalls({ participants, finished, ended, failedGames }: SimulationSummary): string[] {
  return [
    ...(finished === participants ? [] : [`${participants - finished} of ${participants} participants did not finish`]),
    ...(ended ? [] : ['the session was not ended']),
    ...failedGames.map(({ game, message }) => `game ${game} failed: ${message}`),
  ];
}

/** The summary as people read it. */
export function describeSummary(summary: SimulationSummary): string {
  const { policyLatencyMs, tickLatenessMs, fallbacks } = summary;
  const inMs = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} ms`;
  const both = ({ p50, p99 }: { p50: number; p99: number }): string => `p50 ${inMs(p50)}, p99 ${inMs(p99)}`;
  const lines: [string, string][] = [
    ['study', `${summary.study} (session ${summary.session}, seed ${summary.seed})`],
    ['participants', `${summary.participants}, ${summary.finished} finished`],
    ['games', `${summary.games}, with ${summary.episodes} episodes and ${summary.ticks} ticks`],
    ['inputs', `${summary.inputs}`],
    [
      'policy latency',
      policyLatencyMs === null ? 'no model was asked' : `${both(policyLatencyMs)}, ${fallbacks} fallbacks`,
    ],
    [
      'tick lateness',
      tickLatenessMs === null ? 'not measured: ticks at full speed have no deadline' : both(tickLatenessMs),
    ],
    ['journal', `${summary.rows} rows`],
    ['time', `${summary.seconds.toFixed(1)} s`],
  ];
  return lines.map(([name, text]) => `${name.padEnd(16)}${text}`).join('\n');
}
