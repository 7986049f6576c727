import type { Ack, GameFrame } from '../../protocol/message';
import type { FrameSource } from '../shared/game/GameCanvas';

export type FrameHub = {
  source(game: string): FrameSource;
  push(frame: GameFrame): void;
  /** After a reconnect: the host knows nothing of what was watched before. */
  watchAgain(): void;
};

/** Shares one subscription among all pictures on the page; each starts with a whole frame. */
export function createFrameHub(watch: (games: string[]) => Promise<Ack<{ frames: GameFrame[] }>>): FrameHub {
  const listeners = new Map<string, Set<(frame: GameFrame) => void>>();
  let isAsked = false;

  const push = (frame: GameFrame): void => listeners.get(frame.game)?.forEach((listener) => listener(frame));

  /** Pictures appear and go in one rendering: they are asked for together. */
  const ask = (): void => {
    if (isAsked) return;
    isAsked = true;
    queueMicrotask(() => {
      isAsked = false;
      void watch([...listeners.keys()]).then((ack) => {
        if (ack.ok) ack.frames.forEach(push);
      });
    });
  };

  return {
    source: (game) => (listener) => {
      const own = listeners.get(game) ?? new Set();
      listeners.set(game, own.add(listener));
      ask();
      return () => {
        own.delete(listener);
        if (own.size > 0) return;
        listeners.delete(game);
        ask();
      };
    },
    push,
    watchAgain: () => {
      if (listeners.size > 0) ask();
    },
  };
}
