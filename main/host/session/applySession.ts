import type { EventOf, SessionEvent } from '../../../protocol/event';
import { applyGame, isGameEvent } from './applyGame';
import { applyParticipant, isParticipantEvent } from './applyParticipant';
import { applyPoints } from './applyPoints';
import { noticeOf } from './noticeOf';
import { playMsAt } from './playTime';
import type { Phase, SessionState } from './SessionState';

const NOTICES_KEPT = 100;

const create = (event: EventOf<'sessionCreated'>): SessionState => ({
  session: event.session,
  joinCode: event.joinCode,
  study: event.study,
  studyHash: event.studyHash,
  seed: event.seed,
  earlier: event.earlier ?? {},
  assigned: [],
  phase: { phase: 'lobby' },
  lastAtMs: event.atMs,
  pausedMs: 0,
  participants: [],
  groups: [],
  games: [],
  entries: 0,
  notices: [],
});

/** The state after `event`. Throws only on events that no session gives (a damaged journal). */
export const applySession = (state: SessionState | null, event: SessionEvent): SessionState => {
  if (event.type === 'sessionCreated') {
    if (state) throw new Error(`Session ${state.session} is created twice.`);
    return create(event);
  }
  if (!state) throw new Error(`The first event of a session must be sessionCreated, not ${event.type}.`);
  const next = applyPoints(applyKnown(state, event), event);
  const notice = noticeOf(state, event);
  return {
    ...next,
    lastAtMs: Math.max(state.lastAtMs, event.atMs),
    notices: notice ? [...state.notices, { atMs: event.atMs, text: notice }].slice(-NOTICES_KEPT) : state.notices,
  };
};

const applyKnown = (state: SessionState, event: Exclude<SessionEvent, { type: 'sessionCreated' }>): SessionState => {
  if (isParticipantEvent(event)) return applyParticipant(state, event);
  if (isGameEvent(event)) return applyGame(state, event);
  switch (event.type) {
    case 'sessionStarted':
      return { ...state, phase: { phase: 'running', startedAtMs: event.atMs } };
    case 'sessionPaused':
      return { ...state, phase: pause(state.phase, event) };
    case 'sessionResumed':
      return resume(state, event.atMs);
    case 'sessionEnded':
      return { ...state, phase: end(state.phase, event) };
    case 'sessionHeld':
      return hold(state, event);
    case 'sessionRecovered':
      return recover(state, event.atMs);
    case 'treatmentAssigned': {
      const { treatment, participant, group, slot, by } = event;
      const others = state.assigned.filter((one) => one.participant !== participant || one.group !== group);
      return { ...state, assigned: [...others, { treatment, participant, group, slot, by }] };
    }
    case 'clockJumped':
    case 'operatorActed':
      return state;
  }
};

const pause = (phase: Phase, { atMs, reason }: EventOf<'sessionPaused'>): Phase => {
  if (phase.phase !== 'running') throw new Error(`A session in phase ${phase.phase} cannot be paused.`);
  return { phase: 'paused', startedAtMs: phase.startedAtMs, pausedAtMs: atMs, reason };
};

const resume = (state: SessionState, atMs: number): SessionState => {
  const { phase } = state;
  if (phase.phase !== 'paused') throw new Error(`A session in phase ${phase.phase} cannot be resumed.`);
  return {
    ...state,
    phase: { phase: 'running', startedAtMs: phase.startedAtMs },
    pausedMs: state.pausedMs + atMs - phase.pausedAtMs,
  };
};

/** Time in which nothing could be recorded is no play time. In a pause none passes anyway. */
const hold = (state: SessionState, { atMs, fromMs }: EventOf<'sessionHeld'>): SessionState =>
  state.phase.phase === 'running' ? { ...state, pausedMs: state.pausedMs + atMs - fromMs } : state;

const end = (phase: Phase, { atMs, reason }: EventOf<'sessionEnded'>): Phase => ({
  phase: 'ended',
  startedAtMs: phase.phase === 'lobby' ? null : phase.startedAtMs,
  endedAtMs: atMs,
  reason,
});

/** Nobody is connected to a host that has just come back, so all waiting for others begins anew. */
const recover = (state: SessionState, atMs: number): SessionState => {
  const sincePlayMs = playMsAt(state, atMs);
  return {
    ...state,
    participants: state.participants.map((one) => ({
      ...one,
      connected: false,
      awaySincePlayMs: sincePlayMs,
      place: one.place.at === 'scene' ? { ...one.place, sincePlayMs } : one.place,
    })),
  };
};
