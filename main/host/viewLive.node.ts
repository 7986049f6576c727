import type { LiveView } from '../../protocol/view';
import type { LiveSession } from './createLiveSession.node';
import type { StationDesk } from './createStationDesk.node';

/** The live figures of the open session: each seat's line and last input, each game's rate. */
export function viewLive(open: LiveSession, desk: Pick<StationDesk, 'figures'>, hostMs: number): LiveView {
  const seats: LiveView['seats'] = {};
  for (const { seat } of open.state()?.participants ?? []) {
    const { clock, lastInputMs } = desk.figures(seat);
    seats[seat] = {
      rttMs: clock?.rttMs ?? null,
      offsetMs: clock?.offsetMs ?? null,
      lastInputAgoMs: lastInputMs === null ? null : hostMs - lastInputMs,
    };
  }
  return {
    seats,
    games: Object.fromEntries(open.games.running().map(([game, running]) => [game, running.live()])),
  };
}
