import type { Action, JointAction } from '../../../protocol/environment';
import type { SnapshotBody, TickBody } from '../../../protocol/journal';
import type { RecordWish } from '../../../protocol/gameScene';
import type { EnvironmentSpec, PolicySpec } from '../../../protocol/study';

/** The frozen files of a study, as a game needs them. */
export type StudySource = {
  /** The same for the same bytes (its hash): a runner is given the files of one id once. */
  id: string;
  /** What the interpreter is given: path inside the study → bytes. Models, wheels and hidden files are left out. */
  readFiles(): Promise<Record<string, Uint8Array>>;
  /** One file of the study, e.g. a model. Rejects when there is none. */
  readFile(path: string): Promise<Uint8Array>;
};

/** Who acts for an agent: a participant at a seat, or a policy by its name in the study. */
export type GameMember = { participant: string; seat: string } | { policy: string };

/** Where play begins when it is not a new game: what the journal holds of it. */
export type GameStart = {
  /** The episode to play, from 0. */
  episode: number;
  /** The ticks that were played of it, in order and without a gap; null when the episode was never begun. */
  ticks: TickBody[] | null;
  /** The latest snapshots of that episode, oldest first. */
  snapshots?: SnapshotBody[];
  /** Session time at which play broke off, ms: the recorded gap counts from here. */
  lostAtMs: number;
  /** The last recorded input per agent: stations number on from there. */
  lastSeq?: Record<string, number>;
};

/** One group's play in a game scene: all that it takes to play it, or to play it again. */
export type GameSpec = {
  game: string;
  study: StudySource;
  environment: EnvironmentSpec;
  members: Record<string, GameMember>;
  /** Agents of humans → the policy, by its name, that may take over when told so. */
  takeOver: Record<string, string>;
  /** The study's policies by name. */
  policies: Record<string, PolicySpec>;
  tickHz: number;
  episodes: number;
  maxTicks: number;
  /** Key (KeyboardEvent.code, of a gamepad, or of a region) or chord (`ArrowLeft+Space`) → action. */
  keys: Record<string, Action>;
  /** `position`: where no key says what, the action is where the pointer is, [x, y, pressed]. */
  pointer: 'position' | null;
  defaultAction: Action;
  /** Of human agents: what acts where no key says what: `default` (as without an entry), `last`, or the name of a policy. */
  missingAction: Record<string, string>;
  /** `held`: keys count while they are down. `press`: one press, one action. */
  input: 'held' | 'press';
  /** Where the environment waits for agents: how long, before their action counts as missing. */
  turnTimeoutMs: number;
  /** At the start of each episode, before the countdown: so long the picture stands still, and keys do nothing. */
  freezeMs: number;
  /** Counted down before each episode. */
  countdownMs: number;
  /** Counted down before play goes on after a pause or a loss. */
  resumeMs: number;
  /** A state hash every so many ticks, and at the last tick of an episode. */
  hashEvery: number;
  /** A snapshot every so many ticks; 0: never. */
  snapshotEvery: number;
  /** What the rows of ticks hold beside actions, rewards and ends. */
  record: RecordWish;
  episodeSeed(episode: number): number;
  /** null: a new game. */
  from: GameStart | null;
  /** `lockstep`: no clock; a tick is stepped as soon as every agent has answered for it. */
  pace: 'realtime' | 'lockstep';
};

/** A recorded episode: all that it takes to step it again. */
export type EpisodeRecord = {
  study: StudySource;
  environment: EnvironmentSpec;
  seed: number;
  /** Of ticks 1, 2, 3, … */
  actions: JointAction[];
  /** The rate at which it was played. */
  tickHz: number;
  hashEvery: number;
};
