import type { SessionEvent } from '../../../protocol/event';
import { applySession } from './applySession';
import type { SessionState } from './SessionState';

/** The state that a journal's events amount to; null when there are none. Throws when they cannot be a session's. */
export const foldSession = (events: Iterable<SessionEvent>): SessionState | null => {
  let state: SessionState | null = null;
  for (const event of events) state = applySession(state, event);
  return state;
};
