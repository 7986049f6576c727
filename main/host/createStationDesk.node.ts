import type { Ack, GameFrame } from '../../protocol/message';
import type { StationView } from '../../protocol/view';
import type { LiveSession } from './createLiveSession.node';
import { seatKey, seatOfKey } from './seatKey';
import { submitForm } from './submitForm.node';
import type { StationDeps, StationRequest, StationWelcome } from './stations/StationDeps';
import { hashToken, newParticipantCode, newToken } from './stations/newToken.node';
import { refusal } from './stations/refusal';

export type ClockReading = { offsetMs: number; rttMs: number };
export type StationDesk = StationDeps & {
  /** Paired stations that are here and have no seat. */
  waiting(): ReadonlySet<string>;
  /** Latest figures of a seat, for the console. */
  figures(seat: string): { clock: ClockReading | null; lastInputMs: number | null };
  /** Forgets all figures: another session begins. */
  reset(): void;
};

export type StationDeskDeps = {
  live(): LiveSession | null;
  /** Id of the paired station that holds this token, or null. */
  pairedStation(tokenHash: string): string | null;
  roomName(): string;
  /** Whether the operator may still take up a session again that was interrupted. */
  mayGoOn(): boolean;
  /** Milliseconds of this process: the clock of `receivedAtMs`. */
  hostMs(): number;
  waitingChanged(): void;
};

const WAITING = '~';
/** Windows that wait for an interrupted session have shown nothing that could be checked yet. */
const RETURNING_AT_MOST = 64;
const noSession: StationWelcome = refusal(
  'session/none',
  'There is no session at this address now. Ask the experimenter for a new link or code.',
);

/** Answers stations: who sits where, and what they send goes to the session or to their game. */
export function createStationDesk(deps: StationDeskDeps): StationDesk {
  const clocks = new Map<string, ClockReading>();
  const lastInputMs = new Map<string, number>();
  const waiting = new Set<string>();

  /** Session time − host time. */
  const shiftMs = (live: LiveSession) => live.nowMs() - deps.hostMs();

  /** The label of a seat of the session that is open now; null for one of another. */
  const seatNow = (key: string): string | null => seatOfKey(key, deps.live()?.state()?.session);

  function welcome(live: LiveSession, seat: string, token: string): StationWelcome {
    const view = live.view(seat);
    return view ? { ok: true, seat: seatKey(view.session, seat), token, view, hostMs: live.nowMs() } : noSession;
  }

  async function sitDown(live: LiveSession, seat: string, token: string, station: string): Promise<StationWelcome> {
    // Who has a seat gets its screen also while nothing can be recorded; that it came is told as soon as it can be.
    const connected = live.submitFact({ type: 'connectStation', seat, station });
    if (live.held() !== null) return welcome(live, seat, token);
    const result = await connected;
    return result.ok ? welcome(live, seat, token) : result;
  }

  async function addSeat(live: LiveSession, token: string, station: string): Promise<StationWelcome> {
    const added = await live.submit({
      type: 'addSeat',
      participant: newParticipantCode(),
      tokenHash: hashToken(token),
      station,
    });
    if (!added.ok) return added;
    const [event] = added.events;
    return event?.type === 'seatAdded' ? sitDown(live, event.seat, token, station) : noSession;
  }

  function wait(station: string, token: string, view = waitingView(deps.roomName())): StationWelcome {
    waiting.add(station);
    deps.waitingChanged();
    return { ok: true, seat: WAITING + station, token, view, hostMs: deps.hostMs() };
  }

  /** Whose seat it was is in the journal that nobody has opened yet: until then it may well belong here. */
  function mayReturn(live: LiveSession | null): boolean {
    return live === null && deps.mayGoOn() && waiting.size < RETURNING_AT_MOST;
  }

  return {
    async hello(payload, connection) {
      const live = deps.live();
      const state = live?.state();
      if (payload.token !== undefined) {
        const hash = hashToken(payload.token);
        const known = state?.participants.find((one) => one.tokenHash === hash);
        const station = deps.pairedStation(hash);
        if (live && known) return sitDown(live, known.seat, payload.token, station ?? connection.id);
        if (station !== null) {
          if (!live || state?.phase.phase === 'ended') return wait(station, payload.token);
          const seated = await addSeat(live, payload.token, station);
          return !seated.ok && seated.error.code === 'session/full'
            ? wait(station, payload.token, surplusView(deps.roomName()))
            : seated;
        }
        if (mayReturn(live)) return wait(hash, payload.token, returningView(deps.roomName()));
        return refusal(
          'station/unknown',
          'This window belongs to a session that is over. Ask the experimenter for a new link or code.',
        );
      }
      if (payload.code !== undefined) {
        if (!live || !state) return noSession;
        if (payload.code.trim().toUpperCase() !== state.joinCode)
          return refusal('station/wrongCode', "This code is not right. Look at the experimenter's screen again.");
        return addSeat(live, newToken(), payload.station ?? connection.id);
      }
      return refusal('station/nothingShown', "Enter the code on the experimenter's screen.");
    },

    async message(key, request, receivedAtMs) {
      const live = deps.live();
      const seat = seatNow(key);
      const participant = live?.state()?.participants.find((one) => one.seat === seat)?.participant;
      if (!live || seat === null || participant === undefined)
        return refusal('session/none', 'There is no session for this station now. Please wait.');
      return answer(live, seat, participant, request, receivedAtMs + shiftMs(live));
    },

    gone(key) {
      if (key.startsWith(WAITING)) {
        waiting.delete(key.slice(WAITING.length));
        deps.waitingChanged();
        return;
      }
      const live = deps.live();
      const seat = seatNow(key);
      if (!live || seat === null) return;
      void live.submitFact({ type: 'disconnectStation', seat });
      const playing = live.games.ofSeat(seat);
      if (!playing) return;
      // Nobody is at the keys any more: none of them may stay down.
      const seq = playing.game.lastSeq(playing.agent) + 1;
      playing.game.input(
        playing.agent,
        { seq, tStationMs: 0, code: 'Disconnected', down: false, held: [] },
        live.nowMs(),
      );
    },

    async keyframe(key, game) {
      const live = deps.live();
      const seat = seatNow(key);
      const playing = seat === null ? undefined : live?.games.ofSeat(seat);
      return playing && playing.game === live?.games.get(game) ? playing.game.keyframe(playing.agent) : null;
    },

    waiting: () => waiting,
    figures: (seat) => ({ clock: clocks.get(seat) ?? null, lastInputMs: lastInputMs.get(seat) ?? null }),
    reset() {
      clocks.clear();
      lastInputMs.clear();
    },
  };

  async function answer(
    live: LiveSession,
    seat: string,
    participant: string,
    request: StationRequest,
    atMs: number,
  ): Promise<Ack<object>> {
    switch (request.type) {
      case 'scene:advance':
        return told(await live.submit({ type: 'advanceScene', participant, ...request.payload }));
      case 'form:submit':
        return submitForm(live, { seat, participant, ...request.payload });
      case 'quiz:submit':
        return told(await live.submit({ type: 'submitQuiz', participant, ...request.payload }));
      case 'game:join': {
        const playing = live.games.ofSeat(seat);
        if (!playing || live.games.get(request.payload.game) !== playing.game) return { ok: true, ...joined(null, 0) };
        return { ok: true, ...joined(playing.game.keyframe(playing.agent), playing.game.lastSeq(playing.agent)) };
      }
      case 'game:input': {
        const { game, ...input } = request.payload;
        const playing = live.games.ofSeat(seat);
        // Play may have ended while the key was on its way: there is nobody left to be told.
        if (!playing || live.games.get(game) !== playing.game) return { ok: true };
        lastInputMs.set(seat, deps.hostMs());
        playing.game.input(playing.agent, input, atMs);
        return { ok: true };
      }
      case 'game:shown': {
        const playing = live.games.ofSeat(seat);
        if (playing && live.games.get(request.payload.game) === playing.game)
          playing.game.shown(playing.agent, request.payload.shown);
        return { ok: true };
      }
      case 'time:report': {
        const { offsetMs, errorMs, rttMs } = request.payload;
        clocks.set(seat, { offsetMs, rttMs });
        const body = { offsetMs, errorMs, rttMs };
        await live.journal.append([{ kind: 'clock', atMs, game: null, participant, seat, body }], { durable: false });
        return { ok: true };
      }
    }
  }
}

function told(result: Awaited<ReturnType<LiveSession['submit']>>): Ack<object> {
  return result.ok ? { ok: true } : result;
}

function joined(frame: GameFrame | null, lastSeq: number): { frame: GameFrame | null; lastSeq: number } {
  return { frame, lastSeq };
}

function waitingView(room: string): StationView {
  return {
    session: '',
    study: room,
    seat: '',
    participant: '',
    progress: { done: 0, of: 0 },
    paused: false,
    screen: { kind: 'waiting', title: 'This station is ready', text: 'Please wait. The experimenter will start soon.' },
  };
}

function returningView(room: string): StationView {
  const text = 'The session was interrupted. It goes on here when the experimenter takes it up again.';
  return { ...waitingView(room), screen: { kind: 'waiting', title: 'Please wait', text } };
}

/** Of a paired station for which the session has no seat: it is called when there is another session. */
function surplusView(room: string): StationView {
  const text = 'No seat is free for this station now. It joins the next session by itself.';
  return { ...waitingView(room), screen: { kind: 'waiting', title: 'Please wait', text } };
}

/** Shown to a station that is to say hello again: there may be a seat for it now, and the one it has may be of a session before. */
export function callingView(room: string): StationView {
  return { ...waitingView(room), sayHello: true };
}
