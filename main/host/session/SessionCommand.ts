import type { Refusal } from '../../../protocol/message';
import type { EventOf, SessionEvent } from '../../../protocol/event';

type Told<T extends SessionEvent['type']> = Omit<EventOf<T>, 'type' | 'atMs'>;
type Of<P> = { participant: string; scene: string } & P;

/** What may be asked of a session: by the operator, a station, the passing of time, or a game. Ids and codes are drawn by the caller. */
export type SessionCommand =
  /** `treatment`: for everybody; null: as the study says. */
  | ({ type: 'createSession'; treatment?: string | null } & Told<'sessionCreated'>)
  /** The seat's label is given by the session. */
  | { type: 'addSeat'; participant: string; tokenHash: string; station: string }
  | { type: 'connectStation'; seat: string; station: string }
  | { type: 'disconnectStation'; seat: string }
  | { type: 'startSession' }
  | { type: 'pauseSession'; reason: string }
  | { type: 'resumeSession' }
  | { type: 'endSession'; reason: string }
  /** The record is written again after it could not be since `fromMs` (session time). */
  | { type: 'endHold'; fromMs: number; reason: string }
  /** After the host was gone for `gapMs`: every station has to come back. */
  | { type: 'recoverSession'; gapMs: number; wall: string }
  /** The wall clock moved against the steady one by `byMs`. */
  | ({ type: 'noteClock' } & Told<'clockJumped'>)
  /** Keeps what an operator asked for, whatever came of it. */
  | ({ type: 'recordOperator' } & Told<'operatorActed'>)
  | ({ type: 'advanceScene' } & Of<{ choice?: 'agree' | 'decline' | undefined }>)
  | ({ type: 'submitForm' } & Of<{ answers: Record<string, unknown> }>)
  | ({ type: 'submitQuiz' } & Of<{ answers: Record<string, unknown> }>)
  | ({ type: 'adjustPayment' } & Told<'paymentAdjusted'>)
  /** `treatment` null: chance decides now. */
  | { type: 'setTreatment'; participant: string; treatment: string | null }
  | { type: 'passTime' }
  | { type: 'pauseGame'; game: string }
  | { type: 'resumeGame'; game: string }
  | { type: 'startEpisode'; game: string; episode: number }
  | ({ type: 'endEpisode' } & Told<'episodeEnded'>)
  | ({ type: 'restoreGame' } & Told<'gameRestored'>)
  | { type: 'finishGame'; game: string }
  | ({ type: 'failGame' } & Told<'gameFailed'>);
export type CommandOf<T extends SessionCommand['type']> = Extract<SessionCommand, { type: T }>;

export type DecideContext = {
  /** Session time now. */
  atMs: number;
  /** A uniform draw from [0, 1). */
  draw: () => number;
};

export type Decision = { ok: true; events: SessionEvent[] } | { ok: false; error: Refusal };
