import type { SessionState } from './SessionState';

/** Play time at session time `atMs`: it stands still while the session is paused. */
export const playMsAt = (state: SessionState, atMs: number): number => {
  const { phase } = state;
  const nowMs = phase.phase === 'paused' ? phase.pausedAtMs : phase.phase === 'ended' ? phase.endedAtMs : atMs;
  return nowMs - state.pausedMs;
};

/** Session time at which play time will be `playMs`, if no further pause comes. */
export const sessionMsAt = (state: SessionState, playMs: number): number => playMs + state.pausedMs;
