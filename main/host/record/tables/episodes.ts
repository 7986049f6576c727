import { countPauses } from './countPauses';
import { roundMs } from './pageTimes';
import type { GameFacts } from './SessionFacts';
import { shared } from './sharedColumns';
import { column, type Table, type TableRow } from './Table';

/** One row per agent and episode. */
export const episodes: Table = {
  name: 'episodes',
  rowIs: 'One agent in one episode of one game.',
  from: 'events',
  columns: () => [
    shared.session,
    shared.group,
    shared.treatment,
    shared.game,
    shared.scene,
    shared.episode,
    shared.agent,
    shared.actor,
    shared.policy,
    column('return', 'number', 'Sum of the rewards of this agent in this episode.'),
    column('info', 'json', "What the environment's info said of this agent at the last step."),
    column('seed', 'integer', 'Seed the environment was reset with.'),
    column('ticks', 'integer', 'How many ticks were played.'),
    column(
      'reason',
      'text',
      'How it ended: terminated, truncated, maxTicks, ended (by the operator), failed; empty when it did not end.',
    ),
    column('started_at_ms', 'number', 'Session time at which it started.', 'ms'),
    column('ended_at_ms', 'number', 'Session time at which it ended.', 'ms'),
    column('rate_hz', 'number', 'Ticks per second that were reached.', 'Hz'),
    column('late_p50_ms', 'number', 'Lateness of a step behind its deadline: median.', 'ms'),
    column('late_p99_ms', 'number', 'Lateness of a step: 99th percentile.', 'ms'),
    column('late_max_ms', 'number', 'Lateness of a step: worst.', 'ms'),
    column('late_ticks', 'integer', 'How many steps began more than one tick late.'),
    column(
      'moved_ms',
      'number',
      'By how much deadlines were put off because stalls were too long to catch up with.',
      'ms',
    ),
    column(
      'lateness',
      'json',
      'How many ticks were how late: [[at most so many ms, ticks], …], each entry from the one before on.',
    ),
    column('restorations', 'integer', 'How often the game was lost with its process and rebuilt from the record.'),
    column('restoration_gap_ms', 'number', 'Time without play because of that.', 'ms'),
    column('pauses', 'integer', 'How often the operator had it stand still, by itself or with the whole session.'),
    column('paused_ms', 'number', 'For how long it stood still because of that.', 'ms'),
  ],
  project: ({ session, events, games }) => {
    const rows = new Map<string, TableRow[]>();
    const rowsOf = (game: string, episode: number): TableRow[] => rows.get(`${episode}/${game}`) ?? [];
    const pauses = countPauses(games.keys());
    const takePauses = (game: string, atMs: number): TableRow => {
      const taken = pauses.take(game, atMs);
      return { pauses: taken.pauses, paused_ms: roundMs(taken.pausedMs) };
    };
    const assign = (game: string, episode: number, values: TableRow): void => {
      for (const row of rowsOf(game, episode)) Object.assign(row, values);
    };
    for (const { body, atMs } of events) {
      pauses.add(body, atMs);
      if (body.type === 'episodeStarted') {
        const key = `${body.episode}/${body.game}`;
        const game = games.get(body.game);
        // An episode that is taken up again after a loss is the same episode.
        if (game !== undefined && !rows.has(key)) {
          pauses.take(body.game, atMs);
          rows.set(key, startRows(session, game, body.episode, body.seed, atMs));
        }
      } else if (body.type === 'episodeEnded') {
        assign(body.game, body.episode, takePauses(body.game, atMs));
        const { rateHz, lateP50Ms, lateP99Ms, lateMaxMs, lateTicks, movedMs = null, lateness = null } = body.timing;
        for (const row of rowsOf(body.game, body.episode)) {
          const agent = String(row['agent']);
          Object.assign(row, {
            return: body.returns[agent] ?? null,
            info: body.infos[agent] ?? null,
            ticks: body.ticks,
            reason: body.reason,
            ended_at_ms: atMs,
            rate_hz: rateHz,
            late_p50_ms: lateP50Ms,
            late_p99_ms: lateP99Ms,
            late_max_ms: lateMaxMs,
            late_ticks: lateTicks,
            moved_ms: movedMs,
            lateness,
          });
        }
      } else if (body.type === 'gameFailed') {
        assign(body.game, body.episode, {
          reason: 'failed',
          ticks: body.tick,
          ended_at_ms: atMs,
          ...takePauses(body.game, atMs),
        });
      } else if (body.type === 'gameRestored') {
        for (const row of rowsOf(body.game, body.episode)) {
          row['restorations'] = Number(row['restorations']) + 1;
          row['restoration_gap_ms'] = roundMs(Number(row['restoration_gap_ms']) + body.gapMs);
        }
      }
    }
    return [...rows.values()].flat();
  },
};

function startRows(session: string, game: GameFacts, episode: number, seed: number, atMs: number): TableRow[] {
  return Object.entries(game.members).map(([agent, member]) => ({
    session,
    group: game.group,
    treatment: game.treatment,
    game: game.game,
    scene: game.scene,
    episode,
    agent,
    participant: 'participant' in member ? member.participant : null,
    policy: 'policy' in member ? member.policy : null,
    return: null,
    info: null,
    seed,
    ticks: null,
    reason: null,
    started_at_ms: atMs,
    ended_at_ms: null,
    rate_hz: null,
    late_p50_ms: null,
    late_p99_ms: null,
    late_max_ms: null,
    late_ticks: null,
    moved_ms: null,
    lateness: null,
    restorations: 0,
    restoration_gap_ms: 0,
    pauses: null,
    paused_ms: null,
  }));
}
