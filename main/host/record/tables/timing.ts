import { treatedStudy } from '../../../../protocol/treatedStudy';
import type { EventRow } from '../Journal';
import type { SessionFacts } from './SessionFacts';
import { shared } from './sharedColumns';
import { type Column, column, type Table, type TableRow } from './Table';

/** One row per measurement of how far the times can be trusted: clocks of stations, and the pace of games. */
export const timing: Table = {
  name: 'timing',
  rowIs: "One measurement of a station's clock, or of the pace at which an episode was played.",
  from: 'rows',
  kinds: ['event', 'clock'],
  columns: () => columns,
  start: (facts) => ({
    push: (row) => {
      if (row.kind === 'event') return paceOf(row, facts);
      if (row.kind !== 'clock') return [];
      const { offsetMs, errorMs, rttMs } = row.body;
      const { participant, seat } = row;
      return [
        rowOf(facts, {
          what: 'clock',
          at_ms: row.atMs,
          wall: row.wall,
          seat,
          participant,
          clock_offset_ms: offsetMs,
          clock_error_ms: errorMs,
          round_trip_ms: rttMs,
        }),
      ];
    },
    end: () => [],
  }),
};

const columns: Column[] = [
  shared.session,
  column('what', 'text', "clock (a station's clock was measured) or pace (an episode ended)."),
  shared.atMs,
  column('wall', 'time', 'Wall time of the host, ISO 8601 with offset.'),
  { ...shared.seat, meaning: 'The station whose clock it is, by the label of its seat.' },
  shared.participant,
  column('clock_offset_ms', 'number', "Session time minus the station's clock.", 'ms'),
  column('clock_error_ms', 'number', 'Half the round trip: the offset is no further off than this.', 'ms'),
  column('round_trip_ms', 'number', 'Time from asking the station to its answer.', 'ms'),
  shared.game,
  shared.scene,
  shared.episode,
  column('ticks', 'integer', 'How many ticks were played.'),
  column('wanted_hz', 'number', 'Ticks per second that the study asks for.', 'Hz'),
  column('rate_hz', 'number', 'Ticks per second that were reached.', 'Hz'),
  column('late_p50_ms', 'number', 'Lateness of a step behind its deadline: median.', 'ms'),
  column('late_p99_ms', 'number', 'Lateness of a step: 99th percentile.', 'ms'),
  column('late_max_ms', 'number', 'Lateness of a step: worst.', 'ms'),
  column('late_ticks', 'integer', 'How many steps began more than one tick late.'),
];

const empty: TableRow = Object.fromEntries(columns.map((one) => [one.name, null]));
const rowOf = ({ session }: SessionFacts, values: TableRow): TableRow => ({ ...empty, session, ...values });

function paceOf({ body, atMs, wall }: EventRow, facts: SessionFacts): TableRow[] {
  if (body.type !== 'episodeEnded') return [];
  const game = facts.games.get(body.game);
  const scene = game?.scene ?? null;
  const played = treatedStudy(facts.study, game?.treatment ?? null).scenes.find((one) => one.id === scene);
  const { rateHz, lateP50Ms, lateP99Ms, lateMaxMs, lateTicks } = body.timing;
  return [
    rowOf(facts, {
      what: 'pace',
      at_ms: atMs,
      wall,
      game: body.game,
      scene,
      episode: body.episode,
      ticks: body.ticks,
      wanted_hz: played?.kind === 'game' ? played.tickHz : null,
      rate_hz: rateHz,
      late_p50_ms: lateP50Ms,
      late_p99_ms: lateP99Ms,
      late_max_ms: lateMaxMs,
      late_ticks: lateTicks,
    }),
  ];
}
