import type { SessionEvent } from '../../../protocol/event';
import type { Refusal } from '../../../protocol/message';
import { applySession } from './applySession';
import type { DecideContext } from './SessionCommand';
import type { SessionState } from './SessionState';

/** Events decided so far for one command, and the state they lead to: later decisions see what earlier ones brought about. */
export type Draft = {
  readonly state: SessionState;
  readonly events: readonly SessionEvent[];
  readonly context: DecideContext;
};

/** An event without its time, which is the draft's. */
export type Fact = SessionEvent extends infer E ? (E extends SessionEvent ? Omit<E, 'atMs'> : never) : never;

export const openDraft = (state: SessionState, context: DecideContext): Draft => ({
  state,
  events: [],
  // Time never runs backwards in a journal, whatever a clock does.
  context: { ...context, atMs: Math.max(context.atMs, state.lastAtMs) },
});

export const addFact = (draft: Draft, fact: Fact): Draft => {
  const event: SessionEvent = { ...fact, atMs: draft.context.atMs };
  return { ...draft, state: applySession(draft.state, event), events: [...draft.events, event] };
};

export type Verdict = { ok: true; draft: Draft } | { ok: false; error: Refusal };
export const accept = (draft: Draft): Verdict => ({ ok: true, draft });
/** `code` is `domain/reason`; `message` says in plain words what is the matter and what to do. */
export const refuse = (code: string, message: string): Verdict => ({ ok: false, error: { code, message } });
