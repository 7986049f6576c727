import type { Frames } from './createFrames';
import type { Humans } from './createHumans';
import type { LiveEnvironment } from './createLiveEnvironment';
import type { PlayClock } from './createPlayClock';
import type { Policies } from './createPolicies';
import type { EpisodeProgress } from './episodeProgress';
import type { GameSpec } from './GameSpec';
import type { Turn } from './readTurn';
import type { GameDeps } from './RunningGame';

/** Where a game stands. `idle`: nothing is played (loading, between episodes). `frozen`: its picture is only to be looked at. */
export type PlayState = {
  phase: 'idle' | 'frozen' | 'countdown' | 'playing' | 'over';
  episode: number;
  tick: number;
  /** Of the episode that is being played; null before its beginning has been told and after its end. */
  progress: EpisodeProgress | null;
  /** Play times at which the picture is no longer only looked at, and at which the countdown is over. */
  frozenUntilMs: number;
  countdownUntilMs: number;
  /** Whose the next tick is, and until when in play time it is waited for. */
  turn: Turn;
  turnDueMs: number;
  /** The agents of humans for whom policies are to act, as the session wants it. */
  takenOver: ReadonlySet<string>;
  /** Play times at which the last ticks began, oldest first, and how long the last step took. */
  beganMs: number[];
  stepMs: number;
};

/** The parts of one game in play. */
export type Play = {
  deps: GameDeps;
  spec: GameSpec;
  clock: PlayClock;
  humans: Humans;
  policies: Policies;
  environment: LiveEnvironment;
  frames: Frames;
  state: PlayState;
  /** Settles when an input has come, an agent was taken over or handed back, play goes on, or it is stopped. */
  whenWoken(): Promise<void>;
};
