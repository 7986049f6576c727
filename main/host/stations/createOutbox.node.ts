import type { Socket } from 'socket.io';
import type { GameFrame } from '../../../protocol/message';
import { awaitKeyframe, type FrameStream, offerFrame, settleKeyframe, type StreamStep } from './frameStream';
import type { SocketLimits } from './SocketLimits';

/** What goes out on one connection. Frames may be left out and views may be superseded; nothing else may. */
export type Outbox = {
  sendFrame(frame: GameFrame): void;
  /** The newest of its kind: when the line is full only the last one given is sent, once there is room. */
  sendLatest(event: string, payload: unknown): void;
  send(event: string, payload: unknown): void;
  /** Keeps a game's frames back until `release`: its whole frame is on the way in an ack. */
  hold(game: string): void;
  release(game: string, keyframe: GameFrame | null): void;
  /** To be called twice a second. */
  sweep(): void;
};

export type OutboxOptions = {
  socket: Socket;
  frameEvent: string;
  limits: SocketLimits;
  nowMs(): number;
  keyframe(game: string): Promise<GameFrame | null>;
  /** Bytes have not moved for too long. */
  stuck(): void;
};

const maxGames = 64;

export function createOutbox(options: OutboxOptions): Outbox {
  const { socket, limits, nowMs } = options;
  const { conn } = socket;
  const streams = new Map<string, FrameStream>();
  const latest = new Map<string, unknown>();
  let queuedBytes = 0;
  let movingBytes = 0;
  let lastMovedAtMs = nowMs();
  let pingSentAtMs: number | null = null;

  // What is given to the connection waits in its buffer (queued), then in one batch in the kernel's way (moving).
  conn.on('packetCreate', (packet: { type: string; data?: string | Uint8Array }) => {
    if (queuedBytes + movingBytes === 0) lastMovedAtMs = nowMs();
    queuedBytes += packet.data?.length ?? 1;
    if (packet.type === 'ping') pingSentAtMs ??= nowMs();
  });
  conn.on('flush', () => {
    movingBytes += queuedBytes;
    queuedBytes = 0;
  });
  conn.transport.on('drain', () => {
    movingBytes = 0;
    lastMovedAtMs = nowMs();
    catchUp();
  });
  conn.on('heartbeat', () => {
    pingSentAtMs = null;
    catchUp();
  });

  /** The kernel's buffers hide a slow reader; a ping behind the data does not. */
  function hasRoom(): boolean {
    const isSlow = pingSentAtMs !== null && nowMs() - pingSentAtMs > limits.slowPongMs;
    return !isSlow && queuedBytes + movingBytes <= limits.outboundBytes;
  }

  function take(game: string, step: StreamStep): void {
    streams.delete(game);
    streams.set(game, step.stream);
    const oldest = streams.size > maxGames ? streams.keys().next().value : undefined;
    if (oldest !== undefined) streams.delete(oldest);
    for (const frame of step.send) socket.emit(options.frameEvent, frame);
  }

  function catchUp(): void {
    if (!socket.connected || !hasRoom()) return;
    for (const [event, payload] of latest) socket.emit(event, payload);
    latest.clear();
    for (const [game, stream] of [...streams]) {
      if (stream.mode !== 'behind') continue;
      streams.set(game, awaitKeyframe());
      options.keyframe(game).then(
        (keyframe) => settle(game, keyframe, false),
        () => settle(game, null, false),
      );
    }
  }

  function settle(game: string, keyframe: GameFrame | null, delivered: boolean): void {
    const stream = streams.get(game);
    if (stream) take(game, settleKeyframe(stream, keyframe, delivered));
  }

  return {
    sendFrame: (frame) => take(frame.game, offerFrame(streams.get(frame.game) ?? { mode: 'live' }, frame, hasRoom())),
    sendLatest(event, payload) {
      latest.delete(event);
      if (hasRoom()) socket.emit(event, payload);
      else latest.set(event, payload);
    },
    send: (event, payload) => void socket.emit(event, payload),
    hold: (game) => void streams.set(game, awaitKeyframe()),
    release: (game, keyframe) => settle(game, keyframe, true),
    sweep() {
      catchUp();
      if (queuedBytes + movingBytes > 0 && nowMs() - lastMovedAtMs > limits.stuckMs) options.stuck();
    },
  };
}
