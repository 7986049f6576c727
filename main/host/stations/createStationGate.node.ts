import type { Namespace, Socket } from 'socket.io';
import {
  type Ack,
  type GameFrame,
  PROTOCOL_VERSION,
  stationMessages,
  type StationAck,
  type StationPayload,
  type StationPushes,
} from '../../../protocol/message';
import type { StationView } from '../../../protocol/view';
import type { Answer } from './Answer';
import type { Bans } from './createBans';
import { createHelloLimit } from './createHelloLimit';
import { createSeating, type Sitter } from './createSeating';
import { createOutbox, type Outbox } from './createOutbox.node';
import { guardSocket, refuse } from './guardSocket.node';
import type { SocketLimits } from './SocketLimits';
import type { Connection, StationDeps } from './StationDeps';
import { refusal } from './refusal';

/** The host's side of all stations. Sending to a seat without a connection does nothing: its next hello brings everything. */
export type StationGate = {
  sendView(seat: string, view: StationView): void;
  /** Sends the view to every connection that has a seat, whatever its seat. */
  sendToAll(view: StationView): void;
  sendFrame(seat: string, frame: GameFrame): void;
  /** Ends the connection of a seat (somebody is to sit elsewhere); it is told not to come back by itself. */
  replace(seat: string, message: string): void;
  connectedSeats(): string[];
  sweep(): void;
};

export type GateOptions = {
  namespace: Namespace;
  limits: SocketLimits;
  nowMs(): number;
  /** The clock that stations measure theirs against. */
  clockMs(): number;
  bans: Bans;
  /** Who is at the far end of a socket, and what to call when it has said so. */
  describe(socket: Socket): { connection: Connection; identified(): void };
  log(line: string): void;
};

const replacedText = 'This seat has been opened in another window. You may close this one.';

type Visitor = Sitter & { socket: Socket; connection: Connection; outbox: Outbox; token: string | null };

/** Lets stations in at /station: the newest connection of a seat is the seat's, and its older one is told so and closed. */
export function createStationGate(deps: StationDeps, options: GateOptions): StationGate {
  const { limits, nowMs } = options;
  const helloLimit = createHelloLimit(limits.wrongHellosPerMin, nowMs);
  const seating = createSeating<Visitor>({ gone: deps.gone, replaced: (visitor) => retire(visitor, replacedText) });
  let lastGeneration = 0;

  function retire({ outbox, socket }: Visitor, message: string): void {
    const pushed: StationPushes['station:replaced'] = { message };
    outbox.send('station:replaced', pushed);
    socket.disconnect(true);
  }

  async function hello(
    visitor: Visitor,
    payload: StationPayload<'station:hello'>,
  ): Promise<StationAck<'station:hello'>> {
    const { connection } = visitor;
    if (payload.protocol !== PROTOCOL_VERSION)
      return refusal(
        'protocol/mismatch',
        `This page speaks version ${payload.protocol} and the host version ${PROTOCOL_VERSION}. Reload this page.`,
      );
    const limited = !connection.loopback;
    if (limited && !helloLimit.isOpen(connection.address))
      return refusal('station/tooManyTries', 'Too many wrong codes from this machine. Wait a minute, then try again.');
    // A retry on the same line must not take a second seat: whoever has sat down comes back to that seat.
    const who = visitor.token === null ? payload : { ...payload, code: undefined, token: visitor.token };
    if (who.token !== undefined && options.bans.isBanned(`${connection.address} ${who.token}`))
      return refusal(
        'message/banned',
        'This station sent too much and was shut out for a few seconds. Wait, then try again.',
      );
    const welcome = await deps.hello(who, connection);
    if (!welcome.ok) {
      if (limited) helloLimit.noteMiss(connection.address);
      return welcome;
    }
    visitor.token = welcome.token;
    if (!seating.sit(visitor, welcome.seat)) {
      retire(visitor, replacedText);
      return refusal('station/replaced', replacedText);
    }
    return { ok: true, token: welcome.token, view: welcome.view, hostMs: welcome.hostMs };
  }

  options.namespace.on('connection', (socket) => {
    const { connection, identified } = options.describe(socket);
    const visitor: Visitor = {
      id: connection.id,
      generation: ++lastGeneration,
      seat: null,
      isConnected: () => socket.connected,
      socket,
      connection,
      outbox: createVisitorOutbox(),
      token: null,
    };
    let hellos: Promise<unknown> = Promise.resolve();

    function createVisitorOutbox(): Outbox {
      return createOutbox({
        socket,
        frameEvent: 'game:frame',
        limits,
        nowMs,
        keyframe: (game) => (visitor.seat === null ? Promise.resolve(null) : deps.keyframe(visitor.seat, game)),
        stuck: () => {
          options.log(
            `station ${visitor.seat ?? connection.address}: nothing has been read for ${limits.stuckMs} ms, closed`,
          );
          socket.conn.request.socket.destroy();
        },
      });
    }

    const guard = guardSocket({
      socket,
      table: stationMessages,
      limits,
      nowMs,
      exhausted() {
        options.log(
          `station ${visitor.seat ?? connection.address}: ${limits.rate.refusals} messages refused, shut out for ${limits.banMs} ms`,
        );
        if (visitor.token !== null) options.bans.ban(`${connection.address} ${visitor.token}`);
        else if (!connection.loopback) options.bans.ban(connection.address);
      },
      async answer(request, receivedAtMs): Promise<Answer> {
        if (request.type === 'station:hello') {
          guard.identified();
          const mine = hellos.then(() => hello(visitor, request.payload));
          hellos = mine.catch(() => undefined);
          const ack = await seating.during(mine);
          if (ack.ok) identified();
          // A refused station has read why by the time it is closed.
          else setTimeout(() => visitor.seat === null && socket.disconnect(true), limits.identifyMs).unref();
          return { ack };
        }
        const { seat } = visitor;
        if (seat === null) return refuse('station/unknown', 'This connection has no seat. Reload this page.');
        if (request.type === 'time:ping') return { ack: pong(options.clockMs()) };
        if (request.type !== 'game:join') return { ack: await deps.message(seat, request, receivedAtMs) };
        const { game } = request.payload;
        visitor.outbox.hold(game);
        const ack = await deps.message(seat, request, receivedAtMs).catch((error: unknown) => {
          visitor.outbox.release(game, null);
          throw error;
        });
        return { ack, afterwards: () => visitor.outbox.release(game, readFrame(ack)) };
      },
    });
    socket.once('disconnect', () => {
      identified();
      seating.leave(visitor);
    });
  });

  return {
    sendView: (seat, view) => seating.at(seat)?.outbox.sendLatest('station:view', view),
    sendToAll(view) {
      for (const { outbox } of seating.all()) outbox.sendLatest('station:view', view);
    },
    sendFrame: (seat, frame) => seating.at(seat)?.outbox.sendFrame(frame),
    replace(seat, message) {
      const visitor = seating.at(seat);
      if (!visitor) return;
      seating.leave(visitor);
      retire(visitor, message);
    },
    connectedSeats: () => seating.seats(),
    sweep: () => {
      for (const visitor of seating.all()) visitor.outbox.sweep();
    },
  };
}

function pong(hostMs: number): StationAck<'time:ping'> {
  return { ok: true, hostMs };
}

/** The whole frame that an ack of `game:join` carries. */
function readFrame(ack: Ack<object> & { frame?: GameFrame | null }): GameFrame | null {
  return ack.ok ? (ack.frame ?? null) : null;
}
