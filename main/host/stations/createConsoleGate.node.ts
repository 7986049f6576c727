import {
  type Ack,
  consoleMessages,
  type ConsoleAck,
  type ConsolePayload,
  type ConsolePushes,
  type GameFrame,
  PROTOCOL_VERSION,
} from '../../../protocol/message';
import type { Answer } from './Answer';
import type { ConsoleDeps } from './ConsoleDeps';
import { createAnswerMemory } from './createAnswerMemory';
import { createOutbox, type Outbox } from './createOutbox.node';
import type { GateOptions } from './createStationGate.node';
import { guardSocket, refuse } from './guardSocket.node';
import { isSameSecret } from './isSameSecret.node';
import { refusal } from './refusal';

/** The host's side of the operator's windows. */
export type ConsoleGate = {
  /** The newest of each kind reaches every console. */
  broadcast<K extends Exclude<keyof ConsolePushes, 'console:frame'>>(event: K, payload: ConsolePushes[K]): void;
  /** To the consoles that watch this frame's game. */
  sendFrame(frame: GameFrame): void;
  /** Games that some console watches; frames of others need not be sent. */
  watchedGames(): ReadonlySet<string>;
  count(): number;
  sweep(): void;
};

type Operator = { outbox: Outbox; watched: Set<string> };

/** Lets consoles in at /console: on this machine only, and only with the operator's token. */
export function createConsoleGate(deps: ConsoleDeps, operatorToken: string, options: GateOptions): ConsoleGate {
  const { limits, nowMs } = options;
  const operators = new Set<Operator>();
  // Of all connections: what was asked on one may be asked again on the next.
  const memory = createAnswerMemory();

  options.namespace.use((socket, next) => {
    if (options.describe(socket).connection.loopback) next();
    else next(new Error('The console opens on the host itself.'));
  });

  options.namespace.on('connection', (socket) => {
    const { connection, identified } = options.describe(socket);
    const outbox = createOutbox({
      socket,
      frameEvent: 'console:frame',
      limits,
      nowMs,
      keyframe: (game) => deps.keyframe(game),
      stuck: () => socket.conn.request.socket.destroy(),
    });
    const operator: Operator = { outbox, watched: new Set() };

    async function hello(payload: ConsolePayload<'console:hello'>): Promise<ConsoleAck<'console:hello'>> {
      if (!isSameSecret(payload.token, operatorToken))
        return refusal(
          'console/unknown',
          'This window has no right to the console. Open the console from Cubicle again.',
        );
      if (payload.protocol !== PROTOCOL_VERSION)
        return refusal(
          'protocol/mismatch',
          `This page speaks version ${payload.protocol} and the host version ${PROTOCOL_VERSION}. Reload this page.`,
        );
      guard.identified();
      identified();
      const ack = await deps.hello(connection);
      if (ack.ok && socket.connected) operators.add(operator);
      return ack;
    }

    const guard = guardSocket({
      socket,
      table: consoleMessages,
      memory,
      limits,
      nowMs,
      exhausted: () => options.log(`console: ${limits.rate.refusals} messages refused, closed`),
      async answer(request): Promise<Answer> {
        if (request.type === 'console:hello') return { ack: await hello(request.payload) };
        if (!operators.has(operator))
          return refuse('console/unknown', 'This window has not shown its right to the console. Reload this page.');
        if (request.type !== 'console:watch') return { ack: await deps.message(request, connection) };
        const games = request.payload.games;
        operator.watched = new Set(games);
        for (const game of games) outbox.hold(game);
        const releaseAll = (frames: readonly GameFrame[]) => {
          for (const game of games) outbox.release(game, frames.find((frame) => frame.game === game) ?? null);
        };
        const ack = await deps.message(request, connection).catch((error: unknown) => {
          releaseAll([]);
          throw error;
        });
        return { ack, afterwards: () => releaseAll(readFrames(ack)) };
      },
    });
    socket.once('disconnect', () => {
      identified();
      operators.delete(operator);
    });
  });

  return {
    broadcast(event, payload) {
      for (const { outbox } of operators) outbox.sendLatest(event, payload);
    },
    sendFrame(frame) {
      for (const { outbox, watched } of operators) if (watched.has(frame.game)) outbox.sendFrame(frame);
    },
    watchedGames: () => new Set([...operators].flatMap(({ watched }) => [...watched])),
    count: () => operators.size,
    sweep: () => {
      for (const { outbox } of operators) outbox.sweep();
    },
  };
}

/** The whole frames that an ack of `console:watch` carries. */
function readFrames(ack: Ack<object> & { frames?: GameFrame[] }): GameFrame[] {
  return ack.ok ? (ack.frames ?? []) : [];
}
