import type { Ack, GameFrame, stationMessages, StationPayload } from '../../../protocol/message';
import type { StationView } from '../../../protocol/view';
import type { RequestOf } from './checkMessage';

/** One connection of a station or a console. `id` is new at every connection; `address` is the far end's IP. */
export type Connection = { id: string; address: string; loopback: boolean };

/**
 * Who sat down where. `seat` names it among those of all sessions, as a connection may outlast its session. `token` is what this
 * station may come back with.
 */
export type StationWelcome = Ack<{ seat: string; token: string; view: StationView; hostMs: number }>;

/** What a seated station may ask for: everything but `station:hello` and `time:ping`, which the gate answers itself. */
export type StationRequest = Exclude<RequestOf<typeof stationMessages>, { type: 'station:hello' | 'time:ping' }>;

/** What the gate to the stations needs from the host. */
export type StationDeps = {
  /** Checks token or code, seats the station and says so to the journal. The version has been compared already. */
  hello(payload: StationPayload<'station:hello'>, connection: Connection): Promise<StationWelcome>;
  /**
   * One checked message of a seat, called in the order of arrival. The seat is the connection's, never the message's.
   * `receivedAtMs` is on the clock given as `nowMs`. The answer becomes the ack; `game:join` answers `{frame, lastSeq}`.
   */
  message(seat: string, request: StationRequest, receivedAtMs: number): Promise<Ack<object>>;
  /** The seat has no connection any more (a connection that was replaced by a newer one is not told). */
  gone(seat: string, connectionId: string): void;
  /** The whole picture of a game for a seat that has missed frames, or null when there is none. */
  keyframe(seat: string, game: string): Promise<GameFrame | null>;
};
