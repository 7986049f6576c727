import { z } from 'zod';
import { authorError } from './environment';
import { adjustmentAmount } from './payment';
import { study } from './study';

/**
 * What happened in a session. The journal holds these; `apply` folds them; nothing else changes a session.
 * `atMs` is session time: milliseconds since the session was made, monotonic, going on after a restart.
 */
const at = { atMs: z.number().min(0) };
const who = { participant: z.string() };

export const member = z.union([z.object({ participant: z.string() }), z.object({ policy: z.string() })]);
/** Who acts for an agent. */
export type Member = z.infer<typeof member>;

export const sessionEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('sessionCreated'),
    ...at,
    session: z.string(),
    joinCode: z.string(),
    study,
    studyHash: z.string(),
    seed: z.number().int(),
    /** Treatment → how many in earlier sessions of the study on this host had it, so that all together come out even. */
    earlier: z.record(z.string(), z.number().int()).optional(),
    appVersion: z.string(),
    wall: z.string(),
  }),
  z.object({
    type: z.literal('seatAdded'),
    ...at,
    seat: z.string(),
    ...who,
    tokenHash: z.string(),
    station: z.string(),
  }),
  z.object({ type: z.literal('stationConnected'), ...at, seat: z.string(), station: z.string() }),
  z.object({ type: z.literal('stationDisconnected'), ...at, seat: z.string() }),
  z.object({ type: z.literal('sessionStarted'), ...at }),
  z.object({ type: z.literal('sessionPaused'), ...at, reason: z.string() }),
  z.object({ type: z.literal('sessionResumed'), ...at }),
  /** The record could not be written from `fromMs` until now (`reason`: why): nothing was confirmed, and play stood still. */
  z.object({ type: z.literal('sessionHeld'), ...at, fromMs: z.number().min(0), reason: z.string() }),
  z.object({ type: z.literal('sessionEnded'), ...at, reason: z.string() }),
  /** The host was gone for `gapMs`: from here on no station is connected until it says so. */
  z.object({ type: z.literal('sessionRecovered'), ...at, gapMs: z.number(), wall: z.string() }),
  /** The wall clock was set (or the machine slept): from here on it shows `byMs` more than it would have. Session time is not moved. */
  z.object({ type: z.literal('clockJumped'), ...at, byMs: z.number(), wall: z.string() }),
  /** What an operator asked for, and the refusal if it was refused; what it changed stands in events of its own, before this one. */
  z.object({
    type: z.literal('operatorActed'),
    ...at,
    by: z.string(),
    action: z.string(),
    about: z.record(z.string(), z.unknown()),
    refusal: z.object({ code: z.string(), message: z.string() }).nullable(),
  }),
  z.object({ type: z.literal('sceneEntered'), ...at, ...who, index: z.number().int(), scene: z.string() }),
  z.object({
    type: z.literal('sceneLeft'),
    ...at,
    ...who,
    scene: z.string(),
    reason: z.enum(['done', 'declined', 'gameOver', 'gameFailed', 'timeout']),
  }),
  z.object({
    type: z.literal('answersSubmitted'),
    ...at,
    ...who,
    scene: z.string(),
    answers: z.record(z.string(), z.unknown()),
  }),
  z.object({
    type: z.literal('quizAttempted'),
    ...at,
    ...who,
    scene: z.string(),
    attempt: z.number().int(),
    answers: z.record(z.string(), z.unknown()),
    wrong: z.array(z.string()),
  }),
  /** The operator pays somebody more or less than the rules say. */
  z.object({
    type: z.literal('paymentAdjusted'),
    ...at,
    ...who,
    amount: adjustmentAmount,
    reason: z.string(),
  }),
  z.object({ type: z.literal('participantDeclined'), ...at, ...who }),
  z.object({ type: z.literal('participantFinished'), ...at, ...who, completionCode: z.string().nullable() }),
  z.object({
    type: z.literal('groupFormed'),
    ...at,
    group: z.string(),
    scene: z.string(),
    members: z.array(z.string()),
  }),
  /**
   * Who gets which treatment: one participant, one group, or (both null) the whole session. Of several for the same, the last
   * counts. `slot`: its place, from 0, in the session's list of blocks.
   */
  z.object({
    type: z.literal('treatmentAssigned'),
    ...at,
    treatment: z.string(),
    participant: z.string().nullable(),
    group: z.string().nullable(),
    slot: z.number().int(),
    by: z.enum(['draw', 'operator']),
  }),
  z.object({
    type: z.literal('gameFormed'),
    ...at,
    game: z.string(),
    scene: z.string(),
    group: z.string().nullable(),
    /** Of those who play; not there where the study has none. */
    treatment: z.string().optional(),
    members: z.record(z.string(), member),
    seed: z.number().int(),
  }),
  z.object({
    type: z.literal('episodeStarted'),
    ...at,
    game: z.string(),
    episode: z.number().int(),
    seed: z.number().int(),
  }),
  z.object({
    type: z.literal('episodeEnded'),
    ...at,
    game: z.string(),
    episode: z.number().int(),
    ticks: z.number().int(),
    reason: z.enum(['terminated', 'truncated', 'maxTicks', 'ended']),
    returns: z.record(z.string(), z.number()),
    infos: z.record(z.string(), z.unknown()),
    /** Of the ticks of this episode: achieved rate, and lateness of the step behind its deadline. */
    timing: z.object({
      rateHz: z.number(),
      lateP50Ms: z.number(),
      lateP99Ms: z.number(),
      lateMaxMs: z.number(),
      lateTicks: z.number().int(),
      /** By how much deadlines were put off after stalls too long to catch up with. */
      movedMs: z.number().optional(),
      /** Every lateness: how many ticks were late by at most so many ms, and by more than the entry before says. */
      lateness: z.array(z.tuple([z.number(), z.number().int()])).optional(),
    }),
    /** How its models kept up: decisions they were asked for, fallbacks played, and latencies as `lateness` has them. */
    policies: z
      .array(
        z.object({
          agent: z.string(),
          policy: z.string(),
          asked: z.number().int(),
          fallbacks: z.object({ late: z.number().int(), invalid: z.number().int(), failed: z.number().int() }),
          lateAnswers: z.number().int(),
          latency: z.array(z.tuple([z.number(), z.number().int()])),
        }),
      )
      .optional(),
  }),
  /** The operator holds one game. It stays so through pauses of the session until it is resumed by itself. */
  z.object({ type: z.literal('gamePaused'), ...at, game: z.string() }),
  z.object({ type: z.literal('gameResumed'), ...at, game: z.string() }),
  z.object({
    type: z.literal('gameRestored'),
    ...at,
    game: z.string(),
    episode: z.number().int(),
    tick: z.number().int(),
    gapMs: z.number(),
    reason: z.string(),
  }),
  /** The participant has been gone for `awayMs` of play: from here on a policy acts for their agent. */
  z.object({
    type: z.literal('agentTakenOver'),
    ...at,
    ...who,
    game: z.string(),
    agent: z.string(),
    policy: z.string(),
    awayMs: z.number(),
  }),
  /** The participant is back, and acts for their agent again. */
  z.object({ type: z.literal('agentHandedBack'), ...at, ...who, game: z.string(), agent: z.string() }),
  z.object({ type: z.literal('gameFinished'), ...at, game: z.string() }),
  z.object({
    type: z.literal('gameFailed'),
    ...at,
    game: z.string(),
    episode: z.number().int(),
    tick: z.number().int(),
    error: authorError,
  }),
]);
export type SessionEvent = z.infer<typeof sessionEvent>;
export type EventOf<T extends SessionEvent['type']> = Extract<SessionEvent, { type: T }>;
