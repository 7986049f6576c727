import type { GameFrame } from '../../../protocol/message';
import type { StationConnection } from '../StationConnection';

export type FrameFeed = { stop(): void };

export type FrameFeedOptions = {
  connection: StationConnection;
  game: string;
  onJoined(lastSeq: number): void;
  onFrame(frame: GameFrame): void;
};

/** Whether a frame follows another one of the same game. */
const isLater = (frame: GameFrame, than: GameFrame): boolean =>
  frame.episode > than.episode || (frame.episode === than.episode && frame.tick > than.tick);

/** Joins a game, now and after every reconnect, and passes on a whole frame and then what follows it. */
export function createFrameFeed({ connection, game, onJoined, onFrame }: FrameFeedOptions): FrameFeed {
  /** Frames that came while the answer to the join was on its way; null when there is none to wait for. */
  let early: GameFrame[] | null = null;
  let visit = 0;

  const join = async (): Promise<void> => {
    const during = ++visit;
    early = [];
    const ack = await connection.emit('game:join', { game }, { retry: false });
    if (during !== visit) return;
    const held = early;
    early = null;
    // A refusal means that the game is over; the next view says what comes instead.
    if (!ack.ok) return;
    onJoined(ack.lastSeq);
    const { frame } = ack;
    if (frame) onFrame({ ...frame, delta: { ...frame.delta, reset: true } });
    for (const later of held) if (!frame || later.delta.reset || isLater(later, frame)) onFrame(later);
  };

  const stopFrames = connection.on('game:frame', (frame) => {
    if (frame.game !== game) return;
    if (early) early.push(frame);
    else onFrame(frame);
  });
  const stopLink = connection.link.subscribe((link) => {
    if (link.phase === 'ready') void join();
  });
  if (connection.link.getState().phase === 'ready') void join();

  return {
    stop: () => {
      visit += 1;
      stopFrames();
      stopLink();
    },
  };
}
