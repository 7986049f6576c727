import type { Member } from '../../../../protocol/event';
import type { Study } from '../../../../protocol/study';
import type { EventRow } from '../Journal';

export type GameFacts = {
  game: string;
  scene: string;
  group: string | null;
  treatment: string | null;
  members: Record<string, Member>;
};
export type SeatFacts = { participant: string; seat: string; seatedAtMs: number };
/** Session time, ms. */
export type Interval = { fromMs: number; toMs: number };

/** What the events of a session say that several tables need. */
export type SessionFacts = {
  session: string;
  study: Study;
  studyHash: string;
  appVersion: string;
  /** When the session was made, ISO 8601 with offset. */
  startedAt: string;
  /** Whether it was ended, not broken off or still going on. */
  ended: boolean;
  events: readonly EventRow[];
  seats: ReadonlyMap<string, SeatFacts>;
  games: ReadonlyMap<string, GameFacts>;
  /** Participant → treatment: of those who have one. */
  treatments: ReadonlyMap<string, string>;
  /** When the operator had stopped the clock. */
  pauses: readonly Interval[];
  /** When the host was not running. */
  absences: readonly Interval[];
};
