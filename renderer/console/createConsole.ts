import { createStore, type StoreApi } from 'zustand/vanilla';
import { PROTOCOL_VERSION, type ConsolePushes } from '../../protocol/message';
import type { SyncView } from '../../protocol/sync';
import type { ConsoleView, LiveView } from '../../protocol/view';
import { connect, type Connection } from '../shared/connect';
import type { Credentials, TokenStore } from '../shared/credentials';
import type { FrameSource } from '../shared/game/GameCanvas';
import type { ConsoleWire } from '../shared/wire';
import { createFrameHub } from './createFrameHub';

export type ConsoleState = {
  /** null until the host has answered. */
  view: ConsoleView | null;
  live: LiveView;
  /** Of the export that is being made. */
  progress: ConsolePushes['console:progress'] | null;
  /** Copies of the records elsewhere; null until it was asked for. */
  sync: SyncView | null;
};

/** The operator's side of the host. */
export type Console = {
  readonly state: StoreApi<ConsoleState>;
  readonly connection: Connection<ConsoleWire>;
  /** The moving picture of a game; the host sends frames of watched games only. */
  watch(game: string): FrameSource;
};

export function createConsole(origin: string, given: Credentials, tokens: TokenStore): Console {
  const { token } = given;
  const state = createStore<ConsoleState>(() => ({
    view: null,
    live: { seats: {}, games: {}, recording: null },
    progress: null,
    sync: null,
  }));
  const connection: Connection<ConsoleWire> = connect<ConsoleWire, 'console:hello'>({
    url: `${origin}/console`,
    startClosed: token === undefined,
    hello: {
      type: 'console:hello',
      payload: () => ({ protocol: PROTOCOL_VERSION, token: token ?? '' }),
      accepted: ({ view }) => {
        if (token !== undefined) tokens.keep(token);
        state.setState({ view });
        hub.watchAgain();
        void connection.emit('sync:show', {}).then((ack) => ack.ok && state.setState({ sync: ack.sync }));
      },
    },
  });
  const hub = createFrameHub((games) => connection.emit('console:watch', { games }));

  connection.on('console:view', (view) => state.setState({ view }));
  connection.on('console:live', (live) => state.setState({ live }));
  connection.on('console:progress', (progress) => state.setState({ progress }));
  connection.on('console:sync', (sync) => state.setState({ sync }));
  connection.on('console:frame', (frame) => hub.push(frame));
  return { state, connection, watch: (game) => hub.source(game) };
}
