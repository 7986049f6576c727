import type { Socket } from 'socket.io';
import type { Refusal } from '../../../protocol/message';
import type { Answer } from './Answer';
import { type AnswerMemory, isMessageName } from './createAnswerMemory';
import { checkMessage, type MessageTable, type RequestOf } from './checkMessage';
import { countRefusal, isExhausted, type RateState, startRate, takeMessage } from './rateLimit';
import type { SocketLimits } from './SocketLimits';
import { refusal } from './refusal';

export type SocketGuard = {
  /** The far end has said who it is; it may stay. */
  identified(): void;
};

export type GuardOptions<T extends MessageTable> = {
  socket: Socket;
  table: T;
  limits: SocketLimits;
  nowMs(): number;
  /** A message that is what it says it is, called in the order of arrival. */
  answer(request: RequestOf<T>, receivedAtMs: number): Promise<Answer>;
  /** For messages with a name, which are to be done once; without it they are like others. */
  memory?: AnswerMemory;
  /** The connection has sent too much that had to be refused; it is closed after this call. */
  exhausted(): void;
};

/**
 * Stands between a socket and everything behind it: each message is counted, measured and checked before anyone sees it, and
 * always gets an ack if it asked for one. No event of a client is ever emitted on the socket, so a client cannot raise
 * 'disconnect' or 'error' here. A socket that does not identify itself in time is closed.
 */
export function guardSocket<T extends MessageTable>(options: GuardOptions<T>): SocketGuard {
  const { socket, table, limits, nowMs } = options;
  // Packets that are not messages (pongs, acks nobody waits for) are counted too, more generously.
  const packetLimit = {
    ...limits.rate,
    messagesPerS: 2 * limits.rate.messagesPerS,
    messageBurst: 2 * limits.rate.messageBurst,
  };
  const messageLimit = { ...limits.rate, bytesPerS: Number.POSITIVE_INFINITY };
  let packets = startRate(packetLimit, nowMs());
  let messages = startRate(messageLimit, nowMs());
  let packetsAllowed = true;
  let unanswered = 0;
  let closed = false;

  const identifyTimer = setTimeout(() => close(), limits.identifyMs);

  function close(): void {
    closed = true;
    clearTimeout(identifyTimer);
    socket.disconnect(true);
  }

  function noteRefusal(state: RateState): RateState {
    if (!closed && isExhausted(state, limits.rate)) {
      options.exhausted();
      close();
    }
    return state;
  }

  const onPacket = (packet: { data?: string | Uint8Array }) => {
    const taken = takeMessage(packets, packetLimit, packet.data?.length ?? 0, nowMs());
    packetsAllowed = taken.allowed;
    packets = noteRefusal(taken.state);
  };

  async function receive(type: unknown, payload: unknown, name: unknown): Promise<Answer> {
    const receivedAtMs = nowMs();
    const taken = takeMessage(messages, messageLimit, 0, receivedAtMs);
    messages = taken.allowed ? taken.state : noteRefusal(taken.state);
    if (!taken.allowed || !packetsAllowed)
      return refuse(
        'message/tooFast',
        'Too many messages at once. This one was not taken; slow down and send it again.',
      );
    // That answers are slow is the host's fault, so it is not held against the sender.
    if (unanswered >= limits.unanswered)
      return refuse(
        'message/tooMany',
        `${limits.unanswered} messages wait for their answer already. Send this one again when they are answered.`,
      );
    const checked = checkMessage(table, type, payload);
    if (!checked.ok) {
      messages = noteRefusal(countRefusal(messages));
      return { ack: checked };
    }
    unanswered += 1;
    try {
      const answer = (): Promise<Answer> => options.answer(checked.request, receivedAtMs);
      return await (options.memory && isMessageName(name)
        ? options.memory.once(`${checked.request.type} ${name}`, answer)
        : answer());
    } finally {
      unanswered -= 1;
    }
  }

  socket.use((event: unknown[]) => {
    if (closed) return;
    const last = event.at(-1);
    const ack = typeof last === 'function' ? last : null;
    const [type, payload, name] = ack ? event.slice(0, -1) : event;
    void receive(type, payload, name)
      .catch((error: unknown) => {
        console.error('A message could not be handled:', error);
        return refuse('host/failed', 'The host could not do this. Its log says why.');
      })
      .then(({ ack: body, afterwards }) => {
        if (!closed) ack?.(body);
        afterwards?.();
      });
  });
  socket.conn.on('packet', onPacket);
  socket.on('error', () => close());
  socket.once('disconnect', () => {
    closed = true;
    clearTimeout(identifyTimer);
    socket.conn.off('packet', onPacket);
    // A client may leave a namespace and keep the line; nothing here has use for a silent line.
    socket.conn.close();
  });
  return { identified: () => clearTimeout(identifyTimer) };
}

/** An answer that refuses. */
export function refuse(code: Refusal['code'], message: string): Answer {
  return { ack: refusal(code, message) };
}
