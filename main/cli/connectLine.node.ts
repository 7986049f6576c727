import { io } from 'socket.io-client';
import * as parser from 'socket.io-msgpack-parser';
import type {
  Ack,
  ConsoleAck,
  ConsoleMessage,
  ConsolePayload,
  ConsolePushes,
  Refusal,
  StationAck,
  StationMessage,
  StationPayload,
  StationPushes,
} from '../../protocol/message';

export type StationTables = {
  payloads: { [K in StationMessage]: StationPayload<K> };
  acks: { [K in StationMessage]: StationAck<K> };
  pushes: StationPushes;
};
export type ConsoleTables = {
  payloads: { [K in ConsoleMessage]: ConsolePayload<K> };
  acks: { [K in ConsoleMessage]: ConsoleAck<K> };
  pushes: ConsolePushes;
};
type Tables = { payloads: object; acks: object; pushes: object };
type MessageOf<T extends Tables> = keyof T['payloads'] & keyof T['acks'] & string;

/** One connection to a host, in one of its namespaces. It comes back by itself after a loss. */
export type Line<T extends Tables> = {
  /**
   * Settles with the host's answer; a lost one is a refusal `connection/lost`. Never rejects. While there is no connection
   * nothing is kept for later: it is refused at once, and who asked decides whether to ask again. Under the same `name` the
   * host does it once, however often it is asked.
   */
  request<K extends MessageOf<T>>(
    type: K,
    payload: T['payloads'][K],
    timeoutMs?: number,
    name?: string,
  ): Promise<T['acks'][K]>;
  on<K extends keyof T['pushes'] & string>(type: K, listener: (payload: T['pushes'][K]) => void): void;
  close(): void;
};

export type LineOptions = {
  /** Origin of the host and the namespace, e.g. `http://127.0.0.1:4700/station`. */
  url: string;
  /** Called at every connection, the first one too: the place to say hello. */
  connected(): void;
  /** The host cannot be reached; it is tried again. */
  unreachable?(message: string): void;
};

export const ANSWER_WITHIN_MS = 10_000;
/** The answer that never came. */
export const LOST: { ok: false; error: Refusal } = {
  ok: false,
  error: { code: 'connection/lost', message: 'The connection to the host was lost before it answered.' },
};

export function connectLine<T extends Tables>({ url, connected, unreachable }: LineOptions): Line<T> {
  const socket = io(url, {
    parser,
    transports: ['websocket'],
    reconnectionDelay: 50,
    reconnectionDelayMax: 500,
    // A host that dies between the upgrade and its first packet is not told as an error: until this has passed nothing is tried.
    timeout: 2_000,
    // Lines of one process must not share a connection: each is a station of its own.
    forceNew: true,
  });
  let closed = false;
  socket.on('connect', connected);
  socket.on('connect_error', (error) => unreachable?.(error.message));
  socket.on('disconnect', (reason) => {
    // What was said after a missed heartbeat: it would go out before the next hello, and be refused for it.
    socket.sendBuffer.length = 0;
    // socket.io takes a disconnect by the host for final; a station comes back until it is told not to.
    if (reason === 'io server disconnect' && !closed) setTimeout(() => !closed && socket.connect(), 200);
  });
  return {
    request: (type, payload, timeoutMs = ANSWER_WITHIN_MS, name) =>
      new Promise((resolve) => {
        // Kept back it would go out before the hello of the next connection, which is the first thing a host listens to.
        if (!socket.connected) return resolve(LOST as T['acks'][typeof type]);
        const settle = (answer: unknown): void => {
          socket.off('disconnect', lose);
          resolve(answer as T['acks'][typeof type]);
        };
        const lose = (): void => settle(LOST);
        const words = name === undefined ? [payload] : [payload, name];
        socket.once('disconnect', lose);
        socket.timeout(timeoutMs).emit(type, ...words, (error: Error | null, answer: unknown) => {
          settle(error ? LOST : answer);
        });
      }),
    on(type, listener) {
      const receive = (payload: unknown): void => listener(payload as T['pushes'][typeof type]);
      // Typed by our own tables, not by socket.io's.
      const listeners: { on(event: string, run: typeof receive): unknown } = socket;
      listeners.on(type, receive);
    },
    close() {
      closed = true;
      socket.disconnect();
    },
  };
}

/** What an ack brought. @throws Error with the host's words when it is a refusal */
export function expectOk<T extends object>(ack: Ack<T>): T {
  if (!ack.ok) throw new Error(ack.error.message);
  return ack;
}
