import type { SessionEvent } from '../../protocol/event';
import type { JournalRow } from '../../protocol/journal';
import type { Refusal } from '../../protocol/message';
import type { Journal } from './record/Journal';
import { applySession } from './session/applySession';
import { decideSession } from './session/decideSession';
import type { SessionCommand } from './session/SessionCommand';
import type { SessionState } from './session/SessionState';

export type SubmitResult = { ok: true; events: SessionEvent[] } | { ok: false; error: Refusal };

export type SessionActorDeps = {
  journal: Journal;
  /** The state folded from a journal that is taken up again, or null for a new one. */
  state: SessionState | null;
  nowMs(): number;
  draw(): number;
  /** Called with what went wrong, and why: for the log; who asked hears only that it was not done. */
  wentWrong(what: string, cause: unknown): void;
  /** Called after the events are on disk and before anyone is answered. */
  onChange(state: SessionState, events: SessionEvent[]): void;
};

/** The one place where a session changes: commands wait in line, their events are on disk before anybody is told. */
export type SessionActor = {
  submit(command: SessionCommand): Promise<SubmitResult>;
  /** As `submit`, in front of all that wait in line. */
  submitFirst(command: SessionCommand): Promise<SubmitResult>;
  state(): SessionState | null;
};

/** What a participant may read as well. */
export const notSaved: SubmitResult = {
  ok: false,
  error: {
    code: 'record/notSaved',
    message: 'This could not be saved, so it was not done. Please try again in a moment.',
  },
};

const notDecided: SubmitResult = {
  ok: false,
  error: {
    code: 'session/failed',
    message:
      'Something went wrong inside Cubicle, so this was not done. Its log says what. Please tell the experimenter.',
  },
};

type Waiting = { command: SessionCommand; resolve(result: SubmitResult): void };

export function createSessionActor(deps: SessionActorDeps): SessionActor {
  let state = deps.state;
  let waiting: Waiting[] = [];
  let working = false;

  /** Everything that came while the disk was busy shares one commit: each is decided on the state the one before it left. */
  async function drain(): Promise<void> {
    working = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      let next = state;
      const events: SessionEvent[] = [];
      const answers = batch.map(({ command, resolve }) => {
        const { result, after } = decide(next, command);
        if (result.ok) events.push(...result.events);
        next = after;
        return () => resolve(result);
      });
      try {
        if (events.length > 0) await deps.journal.append(events.map(eventRow), { durable: true });
      } catch (cause) {
        deps.wentWrong('not saved', cause);
        for (const { resolve } of batch) resolve(notSaved);
        continue;
      }
      state = next;
      if (state !== null && events.length > 0) tell(state, events);
      for (const answer of answers) answer();
    }
    working = false;
  }

  /** One command that cannot be decided must not keep all others waiting for ever. */
  function decide(
    now: SessionState | null,
    command: SessionCommand,
  ): { result: SubmitResult; after: SessionState | null } {
    try {
      const result = decideSession(now, command, { atMs: deps.nowMs(), draw: deps.draw });
      const after = result.ok ? result.events.reduce<SessionState | null>(applySession, now) : now;
      return { result, after };
    } catch (cause) {
      deps.wentWrong(`${command.type} not decided`, cause);
      return { result: notDecided, after: now };
    }
  }

  function tell(now: SessionState, events: SessionEvent[]): void {
    try {
      deps.onChange(now, events);
    } catch (cause) {
      deps.wentWrong('not shown', cause);
    }
  }

  function submit(command: SessionCommand, enqueue: (one: Waiting) => void): Promise<SubmitResult> {
    return new Promise((resolve) => {
      enqueue({ command, resolve });
      if (!working) void drain();
    });
  }

  return {
    state: () => state,
    submit: (command) => submit(command, (one) => waiting.push(one)),
    submitFirst: (command) => submit(command, (one) => waiting.unshift(one)),
  };
}

function eventRow(event: SessionEvent): JournalRow {
  return {
    kind: 'event',
    atMs: event.atMs,
    game: 'game' in event ? event.game : null,
    participant: 'participant' in event ? event.participant : null,
    seat: 'seat' in event ? event.seat : null,
    body: event,
  };
}
