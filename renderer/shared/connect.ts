import { io } from 'socket.io-client';
import parser from 'socket.io-msgpack-parser';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Ack } from '../../protocol/message';
import type { LinkState } from './LinkState';
import { refuseTooLong } from './refuseTooLong';
import type { Wire } from './wire';

export type EmitOptions = {
  /** How long one answer may take before the message is sent again, ms. */
  timeoutMs?: number;
  /** `false`: of use at this moment only; it is sent now or not at all, and a lost answer is told as `connection/lost`. */
  retry?: boolean;
  /** What must not be done twice: sent again like any other, but under one name by which the host knows it again. */
  once?: boolean;
};

export type Connection<W extends Wire> = {
  readonly link: StoreApi<LinkState>;
  /**
   * Sends once the host has accepted our hello, again after a reconnect, and settles with the host's answer. Never rejects. What
   * is too long is not sent, and told as `message/tooLong`.
   */
  emit<K extends keyof W['payloads'] & keyof W['acks'] & string>(
    type: K,
    payload: W['payloads'][K],
    options?: EmitOptions,
  ): Promise<Ack<W['acks'][K]>>;
  /** Sends now or not at all, without an answer. Returns whether it was sent. */
  send<K extends keyof W['payloads'] & string>(type: K, payload: W['payloads'][K]): boolean;
  /** Returns the way to stop listening. */
  on<K extends keyof W['pushes'] & string>(type: K, listener: (payload: W['pushes'][K]) => void): () => void;
  /** Says hello again after a refusal or a close, with what `hello` returns by then. */
  retry(): void;
  close(): void;
};

export type ConnectOptions<W extends Wire, H extends keyof W['payloads'] & keyof W['acks'] & string> = {
  /** Origin of the host and the namespace, e.g. `https://10.0.0.5:4700/station`. */
  url: string;
  /** Do not connect before `retry` is called. */
  startClosed?: boolean;
  /** The first message of every connection, made anew each time. */
  hello: { type: H; payload(): W['payloads'][H]; accepted(ack: W['acks'][H]): void };
};

type Pending = {
  type: string;
  payload: object;
  /** The name of a message that must be done once. */
  name: string | null;
  timeoutMs: number;
  retry: boolean;
  settle(ack: Ack<object>): void;
};

const answerTimeoutMs = 5_000;
/** Refusals of a hello that say nothing against who says it. */
const willPass = new Set(['message/banned', 'message/tooFast', 'message/tooMany', 'host/failed']);
const returnAfterMs = 2_000;
const silent: Ack<object> = {
  ok: false,
  error: {
    code: 'connection/lost',
    message: 'The connection to the host was lost before it answered. Please try again.',
  },
};

/**
 * One connection to the host. The hello is repeated on every return, so a reconnect needs no second path; messages wait until
 * the hello was accepted, and those whose answer was lost are sent again (the host takes a repeated message for the same one).
 */
export function connect<W extends Wire, H extends keyof W['payloads'] & keyof W['acks'] & string>(
  options: ConnectOptions<W, H>,
): Connection<W> {
  const link = createStore<LinkState>(() => ({ phase: options.startClosed ? 'closed' : 'connecting' }));
  const socket = io(options.url, {
    parser,
    autoConnect: !options.startClosed,
    transports: ['websocket'],
    reconnectionDelay: 50,
    reconnectionDelayMax: 200,
    // A cable that was pulled swallows the attempt: the next one must not wait for the system's own timeout.
    timeout: 1_000,
  });
  let waiting: Pending[] = [];
  const isReady = (): boolean => link.getState().phase === 'ready';

  /** Returns whether it has left: after a missed heartbeat socket.io keeps back what is said, see below. */
  const request = (
    { type, payload, name, timeoutMs }: Pick<Pending, 'type' | 'payload' | 'name' | 'timeoutMs'>,
    done: (ack: Ack<object> | null) => void,
  ): boolean => {
    const keptBack = socket.sendBuffer.length;
    const words = name === null ? [payload] : [payload, name];
    socket.timeout(timeoutMs).emit(type, ...words, (error: Error | null, answer: unknown) => {
      done(error ? null : (answer as Ack<object>));
    });
    return socket.sendBuffer.length === keptBack;
  };

  const transmit = (pending: Pending): void => {
    if (!isReady()) {
      if (pending.retry) waiting.push(pending);
      else pending.settle(silent);
      return;
    }
    const hasLeft = request(pending, (ack) => {
      if (ack) pending.settle(ack);
      else if (!hasLeft && !isReady()) waiting.push(pending);
      else if (!hasLeft || pending.retry) transmit(pending);
      else pending.settle(silent);
    });
  };

  const sayHello = (): void => {
    const connectionId = socket.id;
    const hello = {
      type: options.hello.type,
      payload: options.hello.payload(),
      name: null,
      timeoutMs: answerTimeoutMs,
    };
    request(hello, (ack) => {
      if (socket.id !== connectionId || !socket.connected) return;
      if (!ack) {
        socket.disconnect().connect();
        return;
      }
      if (!ack.ok && willPass.has(ack.error.code)) {
        socket.disconnect();
        returnLater(returnAfterMs);
        return;
      }
      if (!ack.ok) {
        link.setState({ phase: 'refused', error: ack.error }, true);
        socket.disconnect();
        return;
      }
      options.hello.accepted(ack as W['acks'][H]);
      link.setState({ phase: 'ready' }, true);
      const due = waiting;
      waiting = [];
      for (const pending of due) transmit(pending);
    });
  };

  // A disconnect by the server is final for socket.io; for us only a refusal or our own close is.
  const returnLater = (delayMs: number): void => {
    setTimeout(() => {
      const { phase } = link.getState();
      if (phase !== 'refused' && phase !== 'closed') socket.connect();
    }, delayMs);
  };

  socket.on('connect', sayHello);
  socket.on('disconnect', (reason) => {
    const { phase } = link.getState();
    if (phase === 'ready') link.setState({ phase: 'lost' }, true);
    // What was kept back would be the first thing said on the next connection, before our hello, and be refused for it.
    socket.sendBuffer.length = 0;
    if (reason === 'io server disconnect') returnLater(200);
  });
  socket.on('connect_error', () => {
    if (!socket.active) returnLater(1_000);
  });

  return {
    link,
    emit: <K extends keyof W['payloads'] & keyof W['acks'] & string>(
      type: K,
      payload: W['payloads'][K],
      { timeoutMs = answerTimeoutMs, retry = true, once = false }: EmitOptions = {},
    ) =>
      new Promise<Ack<W['acks'][K]>>((resolve) => {
        const error = refuseTooLong(payload);
        if (error) resolve({ ok: false, error });
        else transmit({ type, payload, name: once ? newName() : null, timeoutMs, retry, settle: resolve });
      }),
    send: (type, payload) => {
      if (!isReady() || !socket.connected) return false;
      socket.emit(type, payload);
      return true;
    },
    on: <K extends keyof W['pushes'] & string>(type: K, listener: (payload: W['pushes'][K]) => void) => {
      const receive = (payload: unknown): void => listener(payload as W['pushes'][K]);
      // Typed by our own table, not by socket.io's.
      const listeners: {
        on(event: string, run: typeof receive): unknown;
        off(event: string, run: typeof receive): unknown;
      } = socket;
      listeners.on(type, receive);
      return () => void listeners.off(type, receive);
    },
    retry: () => {
      link.setState({ phase: 'connecting' }, true);
      socket.disconnect().connect();
    },
    close: () => {
      link.setState({ phase: 'closed' }, true);
      socket.disconnect();
    },
  };
}

/** Not `randomUUID`: a page that came over plain http from another machine does not have it. */
function newName(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
