import type { EventOf } from '../../../protocol/event';
import type { JournalRow } from '../../../protocol/journal';
import type { GameFrame, StationPayload } from '../../../protocol/message';
import type { Bots } from './Bots';
import type { Phases } from './createPhases';
import type { RunnerPool } from './RunnerPool';

type Body<T extends 'episodeStarted' | 'episodeEnded' | 'gameRestored' | 'gameFinished' | 'gameFailed'> = Omit<
  EventOf<T>,
  'type' | 'atMs'
>;

/** What the session must hear of a game. Each is awaited before play goes on. */
export type GameNotice =
  | ({ type: 'episodeStarted' } & Body<'episodeStarted'>)
  | ({ type: 'episodeEnded' } & Body<'episodeEnded'>)
  | ({ type: 'restored' } & Body<'gameRestored'>)
  | ({ type: 'finished' } & Body<'gameFinished'>)
  | ({ type: 'failed' } & Body<'gameFailed'>);

/** The name under which those who watch a game, but do not play, get its picture. */
export const WATCHERS = '*';

export type GameDeps = {
  pool: RunnerPool;
  bots: Bots;
  phases: Phases;
  /** Session time, ms. */
  nowMs(): number;
  /** Runs `run` once after `delayMs`; the result takes the timer back. */
  startTimer(delayMs: number, run: () => void): () => void;
  /** Ticks, inputs and shown reports for the journal: in order, not awaited. */
  append(rows: JournalRow[]): void;
  notify(notice: GameNotice): Promise<void>;
  /** What the environment printed, for the record's log; at most 64 KiB per episode. */
  log(game: string, text: string): void;
  /**
   * A picture for the human who acts for `agent`, or for WATCHERS: the one drawing that all see, else that of the first agent.
   * Every human agent and WATCHERS get one per tick; `applied` is the agent's own.
   */
  sendFrame(game: string, agent: string, frame: GameFrame): void;
};

export type GameInput = Omit<StationPayload<'game:input'>, 'game'>;
export type ShownReport = StationPayload<'game:shown'>['shown'][number];

export type LiveFigures = {
  episode: number;
  tick: number;
  rateHz: number;
  lateP99Ms: number;
  stepMs: number;
  fallbacks: number;
};

export type RunningGame = {
  /** Begins play; does nothing when it was begun. */
  start(): void;
  /** Holds the clock: deadlines move by the time of the pause; inputs meanwhile are recorded as late. */
  pause(): void;
  resume(): void;
  /**
   * Stops play because the session no longer wants it. `ended`: the episode that is being played is over, and told so; without,
   * it may be taken up again (the host goes down). Settles when nothing of the game will be sent, appended or told any more.
   */
  stop(how?: 'ended'): Promise<void>;
  /** A key of the human who acts for `agent`, received at `tHostMs` of session time. Repeats of a `seq` are ignored. */
  input(agent: string, payload: GameInput, tHostMs: number): void;
  /**
   * From the next tick on policies act for these agents of humans (of `takeOver`), and for no others: whoever is not named any
   * more acts for themselves at once. May be said before the start.
   */
  takeOver(agents: readonly string[]): void;
  /** Reports of frames that were on screen, for the record. */
  shown(agent: string, items: ShownReport[]): void;
  /** The whole current picture for an agent or WATCHERS; null before the first reset. */
  keyframe(agent: string): GameFrame | null;
  /** The last input of this agent that has arrived, 0 when none has. */
  lastSeq(agent: string): number;
  live(): LiveFigures;
  /** Settles when the game has finished, failed (the notice told why) or was stopped; rejects when a notice was refused. */
  readonly done: Promise<void>;
};
