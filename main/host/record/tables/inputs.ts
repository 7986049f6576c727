import { createInputJoin, type JoinedInput } from './joinInputs';
import { roundMs } from './pageTimes';
import type { SessionFacts } from './SessionFacts';
import { shared } from './sharedColumns';
import { column, type Table, type TableRow } from './Table';

/** One row per key that went down or up, with all clocks that say when. */
export const inputs: Table = {
  name: 'inputs',
  rowIs:
    'One key, button or part of the canvas that was pressed or let go at a station during a game, or one move of the pointer.',
  from: 'rows',
  kinds: ['event', 'input', 'shown', 'clock'],
  columns: () => [
    shared.session,
    shared.group,
    shared.game,
    shared.scene,
    shared.episode,
    shared.agent,
    shared.participant,
    shared.seat,
    column('input', 'integer', "Number of the input among the participant's inputs in this game, from 1."),
    column(
      'code',
      'text',
      'The physical key (KeyboardEvent.code); of a gamepad PadA, StickLeft, …; of a region @ and its name; else Pointer or PointerMove.',
    ),
    column('down', 'boolean', 'Whether it went down; else it went up.'),
    column('held', 'json', 'All keys that were down after it.'),
    column('x', 'number', 'Where on the canvas mouse or finger was, from 0 (left) to 1; empty for keys.'),
    column('y', 'number', 'The same from 0 (top) to 1.'),
    column('action', 'any', "The action that the keys asked for by the study's table of keys."),
    column(
      'fate',
      'text',
      'applied (went into a tick), superseded (a later one took its place), late (came when nothing was played), frozen (came while the picture stood still at the start of an episode), unmapped (a key without meaning), outOfTurn (the game waited for another agent), notAllowed (the action was forbidden just then).',
    ),
    column('tick', 'integer', 'The tick it went into; empty when it went into none.'),
    column(
      't_station_ms',
      'number',
      "When it happened, by the station's own clock (which starts anew when the page is reloaded).",
      'ms',
    ),
    column(
      't_station_as_host_ms',
      'number',
      'The same in session time: t_station_ms + clock_offset_ms. As exact as clock_error_ms says.',
      'ms',
    ),
    column('t_host_ms', 'number', 'Session time at which the host had it.', 'ms'),
    column(
      't_shown_ms',
      'number',
      "When its effect was on the participant's screen, by the station's clock: the frame after the one that was drawn. Empty when the station did not tell.",
      'ms',
    ),
    column('t_shown_as_host_ms', 'number', 'The same in session time.', 'ms'),
    column(
      'on_screen_after_ms',
      'number',
      'From key to screen, by one clock: t_shown_ms - t_station_ms. Empty when the station connected anew in between.',
      'ms',
    ),
    column('shown_tick', 'integer', 'The tick whose frame showed it.'),
    column(
      'clock_offset_ms',
      'number',
      "Session time minus the station's clock, as last measured in that connection.",
      'ms',
    ),
    column(
      'clock_error_ms',
      'number',
      'Half the round trip of that measurement: the offset is no further off than this.',
      'ms',
    ),
  ],
  start: (facts) => {
    const join = createInputJoin();
    return {
      push: (row) => join.push(row).map((joined) => inputRow(joined, facts)),
      end: () => join.end().map((joined) => inputRow(joined, facts)),
    };
  },
};

function inputRow({ input, clock, shown }: JoinedInput, facts: SessionFacts): TableRow {
  const { body, game, participant, seat } = input;
  const played = game === null ? undefined : facts.games.get(game);
  const inSessionTime = (ms: number | undefined, offsetMs: number | undefined): number | null =>
    ms === undefined || offsetMs === undefined ? null : roundMs(ms + offsetMs);
  return {
    session: facts.session,
    group: played?.group ?? null,
    game,
    scene: played?.scene ?? null,
    episode: body.episode,
    agent: body.agent,
    participant,
    seat,
    input: body.seq,
    code: body.code,
    down: body.down,
    held: body.held,
    x: body.at?.[0] ?? null,
    y: body.at?.[1] ?? null,
    action: body.action,
    fate: body.fate,
    tick: body.tick,
    t_station_ms: body.tStationMs,
    t_station_as_host_ms: inSessionTime(body.tStationMs, clock?.offsetMs),
    t_host_ms: body.tHostMs,
    t_shown_ms: shown?.tShownMs ?? null,
    t_shown_as_host_ms: inSessionTime(shown?.tShownMs, shown?.clock?.offsetMs),
    on_screen_after_ms: shown?.sameConnection === true ? roundMs(shown.tShownMs - body.tStationMs) : null,
    shown_tick: shown?.tick ?? null,
    clock_offset_ms: clock?.offsetMs ?? null,
    clock_error_ms: clock?.errorMs ?? null,
  };
}
