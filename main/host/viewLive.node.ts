import type { LiveView } from '../../protocol/view';
import type { OpenSession } from './createSessions.node';
import type { StationDesk } from './createStationDesk.node';

/** The live figures of the open session. @param hostMs milliseconds of this process, now */
export function viewLive(open: OpenSession | null, figures: StationDesk['figures'], hostMs: number): LiveView {
  if (!open) return { seats: {}, games: {}, recording: null };
  const { live, journal, space } = open;
  const seats: LiveView['seats'] = {};
  for (const { seat } of live.state()?.participants ?? []) {
    const { clock, lastInputMs } = figures(seat);
    seats[seat] = {
      rttMs: clock?.rttMs ?? null,
      offsetMs: clock?.offsetMs ?? null,
      lastInputAgoMs: lastInputMs === null ? null : hostMs - lastInputMs,
    };
  }
  const { rows, bytes } = journal.stats();
  return {
    seats,
    games: Object.fromEntries(live.games.running().map(([game, running]) => [game, running.live()])),
    recording: { rows, bytes, ...space.space() },
  };
}
