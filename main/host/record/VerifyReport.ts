import type { JointAction } from '../../../protocol/environment';
import type { EnvironmentSpec } from '../../../protocol/study';

/** One thing that verification found. `problem`: the record is not what it claims; `note`: worth knowing, nothing wrong. */
export type VerifyFinding = {
  level: 'problem' | 'note';
  code:
    | 'journal/inUse'
    | 'journal/unreadable'
    | 'journal/damaged'
    | 'journal/cut'
    | 'session/missing'
    | 'session/notEnded'
    | 'study/changed'
    | 'ticks/missing'
    | 'hash/different'
    | 'game/notRepeatable';
  /** In words, with what to think of it. */
  message: string;
  game?: string;
  episode?: number;
  tick?: number;
};

export type VerifyReport = {
  /** No problems. */
  ok: boolean;
  findings: VerifyFinding[];
  /** What was looked at, so that nothing passes by not having been there. */
  checked: { rows: number; games: number; episodes: number; ticks: number; hashes: number };
};

/** One recorded episode, ready to be played again. `actions[0]` went into tick 1. */
export type RerunEpisode = {
  game: string;
  episode: number;
  studyFolder: string;
  environment: EnvironmentSpec;
  seed: number;
  actions: JointAction[];
  tickHz: number;
  hashEvery: number;
};

export type VerifyDeps = {
  /** Path of the bundled record worker. */
  workerFile: string;
  /** Hash of a study folder, as it is written into the journal when a session is made. */
  hashStudy(folder: string): Promise<string>;
  /** Plays an episode again: tick → state hash. Rejects when the environment cannot be loaded or stepped. */
  rerun(episode: RerunEpisode): Promise<ReadonlyMap<number, string>>;
  onProgress?(progress: { done: number; of: number; step: string }): void;
};
