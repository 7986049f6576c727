/** Thrown out of waits when play is stopped. */
export class PlayStopped extends Error {
  constructor() {
    super('play was stopped');
    this.name = 'PlayStopped';
  }
}

export type PlayClockDeps = { nowMs(): number; startTimer(delayMs: number, run: () => void): () => void };

/** A game's own time, ms: it stands still while the game is paused. */
export type PlayClock = {
  nowMs(): number;
  /**
   * Settles when play time has come to `untilMs`, or earlier when `sooner` settles, and not while paused. Rejects with
   * PlayStopped. One waiter at a time. `sooner` must not reject.
   */
  sleepUntil(untilMs: number, sooner?: Promise<void>): Promise<void>;
  pause(): void;
  resume(): void;
  stop(): void;
  readonly paused: boolean;
  /** Time spent in pauses that are over, ms. */
  readonly heldMs: number;
  readonly stopped: boolean;
};

export function createPlayClock(deps: PlayClockDeps): PlayClock {
  let heldMs = 0;
  let pausedAtMs: number | null = null;
  let stopped = false;
  let sleeper: { untilMs: number; settle(): void } | null = null;
  let cancelTimer: () => void = () => undefined;

  const nowMs = (): number => (pausedAtMs ?? deps.nowMs()) - heldMs;

  /** Timers may fire early, and a pause moves what they wait for: the sleeper is looked at again each time. */
  function check(): void {
    cancelTimer();
    if (sleeper === null || (pausedAtMs !== null && !stopped)) return;
    const leftMs = sleeper.untilMs - nowMs();
    if (stopped || leftMs <= 0) {
      const { settle } = sleeper;
      sleeper = null;
      settle();
    } else {
      cancelTimer = deps.startTimer(leftMs, check);
    }
  }

  return {
    nowMs,
    sleepUntil: (untilMs, sooner) =>
      new Promise((resolve, reject) => {
        const mine = { untilMs, settle: () => (stopped ? reject(new PlayStopped()) : resolve()) };
        sleeper = mine;
        void sooner?.then(() => {
          mine.untilMs = -Infinity;
          if (sleeper === mine) check();
        });
        check();
      }),
    pause() {
      pausedAtMs ??= deps.nowMs();
      check();
    },
    resume() {
      if (pausedAtMs === null) return;
      heldMs += deps.nowMs() - pausedAtMs;
      pausedAtMs = null;
      check();
    },
    stop() {
      stopped = true;
      check();
    },
    get paused() {
      return pausedAtMs !== null;
    },
    get heldMs() {
      return heldMs;
    },
    get stopped() {
      return stopped;
    },
  };
}
