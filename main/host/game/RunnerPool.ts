import type { Acted, AuthorError, HarnessRequest, Loaded, Outcome } from '../../../protocol/environment';
import type { PythonSpec } from '../../../protocol/study';
import type { StudySource } from './GameSpec';

type WithoutGame<T> = T extends { game: string } ? Omit<T, 'game'> : never;
/** A harness request; whose game it is, the place knows. */
export type PlaceRequest = WithoutGame<
  Extract<HarnessRequest, { op: 'reset' | 'step' | 'steps' | 'snapshot' | 'restore' | 'examine' }>
>;
type PlaceFor<T extends 'cast' | 'act'> = Omit<Extract<HarnessRequest, { op: T }>, 'op' | 'game' | 'path'>;

/** A place in one of the interpreters: a game's, or that of a policy. */
export type Place = {
  /** Brings the environment to life. Rejects with RunnerFault. */
  load(
    environment: {
      file: string;
      class: string;
      kwargs: Record<string, unknown>;
      canvas: { width: number; height: number };
    },
    timeoutMs: number,
  ): Promise<Loaded>;
  /** Rejects with RunnerFault: the author's fault, or the loss of the interpreter. */
  call(request: PlaceRequest, timeoutMs: number): Promise<Outcome>;
  /** Brings a policy to life instead. Rejects with RunnerFault. */
  cast(policy: PlaceFor<'cast'>, timeoutMs: number): Promise<void>;
  /** What the policy does. Rejects with RunnerFault. */
  act(request: PlaceFor<'act'>, timeoutMs: number): Promise<Acted>;
  /** Settles, with the reason, when the interpreter is lost: the game must take a new place and rebuild. */
  readonly lost: Promise<RunnerFault>;
  /** Gives the place back. */
  leave(): void;
};

/** How long bringing an environment to life, and beginning an episode, may take: the same wherever that is done. */
export const LOAD_TIMEOUT_MS = 15_000;
export const RESET_TIMEOUT_MS = 5000;

/** Python interpreters, one per core, each hosting many games; lost ones are replaced. */
export type RunnerPool = {
  /**
   * Places a game on the least loaded interpreter that has room, with the study's files mounted.
   * `alone`: on one that hosts no other game (for a game that may have brought one down). `environment`: on one of the kind,
   * and with the packages, that it asks for; none: in the sandbox. `apart`: where no game is that is not placed so too.
   */
  place(
    game: string,
    study: StudySource,
    options?: { alone?: boolean; apart?: boolean; environment?: PythonSpec },
  ): Promise<Place>;
  /** Starts interpreters ahead of need. Settles when they are ready. */
  warm(count: number): Promise<void>;
  /** Ends all interpreters. */
  close(): Promise<void>;
};

/** Why a harness call did not give what was asked for. */
export class RunnerFault extends Error {
  constructor(
    readonly error: AuthorError,
    /** 'author': the environment's code is at fault, the interpreter lives. 'lost': the interpreter is gone. */
    readonly scope: 'author' | 'lost',
    /** Whether this game's own code was what ran (or leaked) when the interpreter was lost. */
    readonly suspect: boolean,
  ) {
    super(error.message);
    this.name = 'RunnerFault';
  }
}
