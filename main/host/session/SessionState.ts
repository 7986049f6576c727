import type { AuthorError } from '../../../protocol/environment';
import type { Member } from '../../../protocol/event';
import type { Scene, Study } from '../../../protocol/study';

/**
 * All that a session is: the fold of its events. Session time (`atMs`) never stops; play time is session time without the
 * pauses, and every wait is counted in it. Answers are in the journal only: what is not kept here cannot be shown to others.
 */
export type SessionState = {
  readonly session: string;
  readonly joinCode: string;
  readonly study: Study;
  readonly studyHash: string;
  readonly seed: number;
  /** Treatment → how many had it in earlier sessions. */
  readonly earlier: Readonly<Record<string, number>>;
  /** In the order they were given out; one for the same participant or group. */
  readonly assigned: readonly Assigned[];
  readonly phase: Phase;
  /** Session time of the last event. */
  readonly lastAtMs: number;
  /** Length of all finished pauses together, and of all holds. */
  readonly pausedMs: number;
  /** In the order of their seats. */
  readonly participants: readonly ParticipantState[];
  /** In the order they formed. */
  readonly groups: readonly GroupState[];
  readonly games: readonly GameState[];
  /** How often anybody has entered a scene: gives each entry its rank. */
  readonly entries: number;
  readonly notices: readonly { readonly atMs: number; readonly text: string }[];
};

export type Phase =
  | { readonly phase: 'lobby' }
  | { readonly phase: 'running'; readonly startedAtMs: number }
  | { readonly phase: 'paused'; readonly startedAtMs: number; readonly pausedAtMs: number; readonly reason: string }
  | {
      readonly phase: 'ended';
      readonly startedAtMs: number | null;
      readonly endedAtMs: number;
      readonly reason: string;
    };

export type ParticipantState = {
  readonly participant: string;
  readonly seat: string;
  readonly tokenHash: string;
  readonly station: string;
  readonly connected: boolean;
  /** Play time at which the station went, or the participant came: counts while `connected` is false. */
  readonly awaySincePlayMs: number;
  readonly place: Place;
  /** The latest group, by its id. */
  readonly group: string | null;
  /** Of the scenes that the study pays for: decimal text. */
  readonly points: string;
  /** What the operator pays more or less: decimal text. */
  readonly adjustments: readonly { readonly amount: string; readonly reason: string }[];
};

export type Place =
  /** Seated, the session not started. */
  | { readonly at: 'door' }
  | ScenePlace
  /** The scene `index` is left and the next one not entered: never seen between two commands. */
  | { readonly at: 'between'; readonly index: number }
  | { readonly at: 'declined'; readonly index: number }
  | { readonly at: 'finished'; readonly index: number; readonly completionCode: string | null };

export type ScenePlace = {
  readonly at: 'scene';
  readonly index: number;
  /** Play time from which a wait at this scene counts. */
  readonly sincePlayMs: number;
  /** Rank among all entries of the session: who came first. */
  readonly rank: number;
  readonly lastAttempt: QuizAttempt | null;
};

export type QuizAttempt = {
  /** 1 for the first. */
  readonly attempt: number;
  readonly answers: Readonly<Record<string, unknown>>;
  readonly wrong: readonly string[];
};

/** A treatment that was given out: to a participant, to a group, or (both null) to the whole session. */
export type Assigned = {
  readonly treatment: string;
  readonly participant: string | null;
  readonly group: string | null;
  /** Its place in the session's list of blocks. */
  readonly slot: number;
  readonly by: 'draw' | 'operator';
};

export type GroupState = {
  readonly group: string;
  readonly scene: string;
  /** Participants in the order of their seats. */
  readonly members: readonly string[];
};

export type GameState = {
  readonly game: string;
  readonly scene: string;
  readonly group: string | null;
  readonly treatment: string | null;
  /** Agent → who acts for it. */
  readonly members: Readonly<Record<string, Member>>;
  /** Agents of participants who are gone → the policy that acts for them. */
  readonly takenOver: Readonly<Record<string, string>>;
  readonly seed: number;
  /** Index from 0 of the episode to play; the number of episodes once all are played. */
  readonly episode: number;
  readonly episodeStarted: boolean;
  /** The operator holds this game, whatever the session does. */
  readonly paused: boolean;
  readonly outcome:
    | { readonly phase: 'playing' }
    | { readonly phase: 'finished' }
    | { readonly phase: 'failed'; readonly error: AuthorError };
};

export type SceneOf<K extends Scene['kind']> = Extract<Scene, { kind: K }>;
