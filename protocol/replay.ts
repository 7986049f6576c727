import type { JointAction } from './environment';
import type { FrameDelta } from './frame';

/** An episode of a record, as it can be chosen for looking at it again. */
export type ReplayEpisode = {
  game: string;
  scene: string;
  /** From 0. */
  episode: number;
  /** Ticks that its end tells; null when it was broken off. */
  ticks: number | null;
  tickHz: number;
  canvas: { width: number; height: number };
  /** Agent → who it was: a participant's code, or the name of a policy. */
  members: Record<string, string>;
};

/** One tick, stepped again. Tick 0 is the picture before the first step; it has whole frames. */
export type ReplayStep = {
  tick: number;
  /** `'*'` for a picture that all see, or one per agent. */
  frames: Record<string, FrameDelta>;
  actions: JointAction;
  /** As they were recorded. */
  rewards: Record<string, number>;
};

export type ReplayPart = {
  steps: ReplayStep[];
  /** Ticks of the whole episode. */
  ticks: number;
  /** The first tick whose state was not the recorded one; null while all were. */
  differsAt: number | null;
};
