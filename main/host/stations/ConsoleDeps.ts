import type { Ack, consoleMessages, GameFrame } from '../../../protocol/message';
import type { ConsoleView } from '../../../protocol/view';
import type { RequestOf } from './checkMessage';
import type { Connection } from './StationDeps';

export type ConsoleRequest = Exclude<RequestOf<typeof consoleMessages>, { type: 'console:hello' }>;

/** What the gate to the operator's consoles needs from the host. */
export type ConsoleDeps = {
  /** Called when token and version are right. */
  hello(connection: Connection): Promise<Ack<{ view: ConsoleView }>>;
  /** One checked message, in the order of arrival. `console:watch` answers `{frames}`: a whole frame of each game. */
  message(request: ConsoleRequest, connection: Connection): Promise<Ack<object>>;
  /** The whole picture of a game for a console that has missed frames, or null when there is none. */
  keyframe(game: string): Promise<GameFrame | null>;
};
