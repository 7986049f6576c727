import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Ack, GameFrame } from '../../../protocol/message';
import type { ReplayEpisode, ReplayPart } from '../../../protocol/replay';
import type { FrameSource } from '../../shared/game/GameCanvas';
import { createReplayPictures, type ReplayPictures } from './createReplayPictures';

export const speeds = [0.25, 0.5, 1, 2, 4, 8] as const;
/** A jump draws the whole picture; so many ticks at once still glide. */
const GLIDES_OVER = 30;

export type ReplayState = {
  /** The tick that is shown; 0 before the first step. */
  tick: number;
  /** Ticks of the episode; null until the host has told. */
  ticks: number | null;
  /** How far it has been stepped again: up to here one can look. */
  reached: number;
  isPlaying: boolean;
  speed: number;
  seer: string;
  seers: string[];
  /** The first tick that did not come out as it was recorded. */
  differsAt: number | null;
  /** Why no more of it comes, in the host's words. */
  problem: string | null;
};

/** One episode that is looked at: its ticks as the host steps them again, and the one that is shown. */
export type Replay = {
  readonly state: StoreApi<ReplayState>;
  readonly pictures: ReplayPictures;
  readonly source: FrameSource;
  play(): void;
  pause(): void;
  /** To a tick, or as near to it as there is. */
  seek(tick: number): void;
  setSpeed(speed: number): void;
  setSeer(seer: string): void;
  stop(): void;
};

export type ReplayDeps = {
  episode: ReplayEpisode;
  load(fromTick: number): Promise<Ack<ReplayPart>>;
  nowMs(): number;
  /** Calls once before the next picture; returns the way not to. */
  onNextPicture(run: () => void): () => void;
};

export function createReplay({ episode, load, nowMs, onNextPicture }: ReplayDeps): Replay {
  const pictures = createReplayPictures();
  const listeners = new Set<(frame: GameFrame) => void>();
  const state = createStore<ReplayState>(() => ({
    tick: 0,
    ticks: episode.ticks,
    reached: 0,
    isPlaying: false,
    speed: 1,
    seer: '*',
    seers: [],
    differsAt: null,
    problem: null,
  }));
  let stopped = false;
  let began = { tick: 0, atMs: 0 };
  let forget: () => void = () => undefined;

  async function fetch(): Promise<void> {
    while (!stopped) {
      const ack = await load(pictures.count());
      if (stopped) return;
      if (!ack.ok) return state.setState({ problem: ack.error.message, isPlaying: false });
      const isFirst = pictures.count() === 0;
      ack.steps.forEach((step) => pictures.add(step));
      const { ticks, differsAt } = ack;
      const seers = pictures.seers();
      state.setState({ ticks, differsAt, seers, reached: Math.max(0, pictures.count() - 1) });
      if (isFirst) {
        state.setState({ seer: seers[0] ?? '*' });
        show(0, true);
      }
      if (pictures.count() > ticks || ack.steps.length === 0) return;
    }
  }

  const frameOf = (tick: number, isWhole: boolean): GameFrame => {
    const { seer } = state.getState();
    const delta = isWhole ? pictures.whole(seer, tick) : pictures.delta(seer, tick);
    return { game: episode.game, episode: episode.episode, tick, delta, applied: 0, countdownMs: 0 };
  };

  function show(tick: number, jumps = false): void {
    const { tick: before, reached } = state.getState();
    const to = Math.max(0, Math.min(tick, reached));
    state.setState({ tick: to });
    if (pictures.count() === 0) return;
    const glides = !jumps && to >= before && to - before <= GLIDES_OVER;
    const frames = glides
      ? Array.from({ length: to - before }, (_, nth) => frameOf(before + 1 + nth, false))
      : [frameOf(to, true)];
    for (const frame of frames) listeners.forEach((listener) => listener(frame));
  }

  function begin(): void {
    began = { tick: state.getState().tick, atMs: nowMs() };
    forget();
    forget = onNextPicture(run);
  }

  function run(): void {
    const { isPlaying, speed, ticks, reached } = state.getState();
    if (!isPlaying || stopped) return;
    const due = began.tick + Math.floor(((nowMs() - began.atMs) * episode.tickHz * speed) / 1000);
    show(due);
    const { tick } = state.getState();
    if (ticks !== null && tick >= ticks) return state.setState({ isPlaying: false });
    // The host is still stepping: what is waited for is not made up for in a rush.
    if (due > reached) began = { tick, atMs: nowMs() };
    forget = onNextPicture(run);
  }

  void fetch();
  return {
    state,
    pictures,
    source(listener) {
      listeners.add(listener);
      if (pictures.count() > 0) listener(frameOf(state.getState().tick, true));
      return () => void listeners.delete(listener);
    },
    play() {
      const { tick, ticks } = state.getState();
      // At the end, from the beginning.
      if (ticks !== null && tick >= ticks) show(0, true);
      state.setState({ isPlaying: true });
      begin();
    },
    pause: () => state.setState({ isPlaying: false }),
    seek(tick) {
      show(tick, tick !== state.getState().tick + 1);
      if (state.getState().isPlaying) begin();
    },
    setSpeed(speed) {
      state.setState({ speed });
      if (state.getState().isPlaying) begin();
    },
    setSeer(seer) {
      state.setState({ seer });
      show(state.getState().tick, true);
    },
    stop() {
      stopped = true;
      forget();
      listeners.clear();
    },
  };
}
