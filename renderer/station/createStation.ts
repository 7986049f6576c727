import { createStore, type StoreApi } from 'zustand/vanilla';
import { PROTOCOL_VERSION, type StationPayload } from '../../protocol/message';
import type { StationView } from '../../protocol/view';
import { connect } from '../shared/connect';
import type { Credentials, TokenStore } from '../shared/credentials';
import type { StationWire } from '../shared/wire';
import { createStationClock, type StationClock } from './createStationClock';
import type { StationConnection } from './StationConnection';

export type StationState =
  /** Nothing to come in with: the participant types the code. `message` says why it is asked (again). */
  | { stage: 'door'; message: string | null }
  | { stage: 'joining' }
  | { stage: 'seated'; view: StationView }
  /** Another window sits here now. */
  | { stage: 'replaced'; message: string; view: StationView | null };

export type Station = {
  readonly state: StoreApi<StationState>;
  readonly connection: StationConnection;
  readonly clock: StationClock;
  /** Comes in with a code that was typed. */
  enter(code: string): void;
  /** Takes the seat back from another window. */
  takeBack(): void;
};

/** What makes a typed code the code: no spaces or dashes; letters in capitals. */
export const tidyCode = (typed: string): string => typed.replace(/[\s-]/g, '').toUpperCase();

/** The participant's side of the session: a seat, what it shows, and the clock that is compared with the host's. */
export function createStation(origin: string, given: Credentials, tokens: TokenStore): Station {
  let credentials = given;
  const hasCredentials = Boolean(given.token ?? given.code);
  const state = createStore<StationState>(() =>
    hasCredentials ? { stage: 'joining' } : { stage: 'door', message: null },
  );

  const connection: StationConnection = connect<StationWire, 'station:hello'>({
    url: `${origin}/station`,
    startClosed: !hasCredentials,
    hello: {
      type: 'station:hello',
      payload: (): StationPayload<'station:hello'> => ({ protocol: PROTOCOL_VERSION, ...credentials }),
      accepted: ({ token, view }) => {
        credentials = { token };
        tokens.keep(token);
        state.setState({ stage: 'seated', view }, true);
      },
    },
  });

  connection.on('station:view', (view) => {
    if (view.sayHello) connection.retry();
    else state.setState({ stage: 'seated', view }, true);
  });
  connection.on('station:replaced', ({ message }) => {
    const before = state.getState();
    connection.close();
    state.setState({ stage: 'replaced', message, view: before.stage === 'seated' ? before.view : null }, true);
  });
  connection.link.subscribe((link) => {
    if (link.phase !== 'refused') return;
    // Every other refusal may be over by the next try.
    if (link.error.code === 'station/unknown' || link.error.code === 'session/none') tokens.forget();
    state.setState({ stage: 'door', message: link.error.message }, true);
  });

  const comeIn = (): void => {
    state.setState({ stage: 'joining' }, true);
    connection.retry();
  };

  return {
    state,
    connection,
    clock: createStationClock(connection),
    enter: (code) => {
      credentials = { code: tidyCode(code) };
      comeIn();
    },
    takeBack: comeIn,
  };
}
