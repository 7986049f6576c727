import type { SessionEvent } from '../../../../protocol/event';
import type { Refusal } from '../../../../protocol/message';
import type { Study } from '../../../../protocol/study';
import { applySession } from '../applySession';
import { decideSession } from '../decideSession';
import type { SessionCommand } from '../SessionCommand';
import type { ParticipantState, SessionState } from '../SessionState';

/** A session that a test drives: commands in, state and events out, and a clock that only the test moves. */
export type Room = {
  state(): SessionState;
  events(): SessionEvent[];
  /** The types of the events that the last command gave. */
  last(): string[];
  /** Session time, which the test sets. */
  atMs: number;
  act(command: SessionCommand): SessionEvent[];
  refused(command: SessionCommand): Refusal;
  /** Adds connected seats; their participants are p1, p2, … */
  seat(count: number): void;
  at(seat: number): ParticipantState;
};

/** Opens a session of `study` with nobody seated. Draws come from a fixed sequence. */
export const openRoom = (study: Study, more: { treatment?: string; earlier?: Record<string, number> } = {}): Room => {
  let state: SessionState | null = null;
  const events: SessionEvent[] = [];
  let last: SessionEvent[] = [];
  let drawn = 0;
  const draw = () => ((drawn++ * 7919) % 1000) / 1000;
  const decide = (command: SessionCommand) => decideSession(state, command, { atMs: room.atMs, draw });
  const room: Room = {
    atMs: 0,
    state: () => {
      if (!state) throw new Error('no session');
      return state;
    },
    events: () => events,
    last: () => last.map((event) => event.type),
    act: (command) => {
      const decision = decide(command);
      if (!decision.ok) throw new Error(`${command.type} refused: ${decision.error.code} ${decision.error.message}`);
      last = decision.events;
      for (const event of last) state = applySession(state, event);
      events.push(...last);
      return last;
    },
    refused: (command) => {
      const decision = decide(command);
      if (decision.ok) throw new Error(`${command.type} was accepted`);
      return decision.error;
    },
    seat: (count) => {
      for (let i = 0; i < count; i++) {
        const number = room.state().participants.length + 1;
        const added = room.act({
          type: 'addSeat',
          participant: `p${number}`,
          tokenHash: `h${number}`,
          station: `s${number}`,
        });
        const seated = added.find((event) => event.type === 'seatAdded');
        if (seated?.type === 'seatAdded')
          room.act({ type: 'connectStation', seat: seated.seat, station: `s${number}` });
      }
    },
    at: (seat) => {
      const one = room.state().participants[seat - 1];
      if (!one) throw new Error(`no seat ${seat}`);
      return one;
    },
  };
  room.act({
    type: 'createSession',
    session: 's1',
    joinCode: 'JOIN',
    study,
    studyHash: 'hash',
    seed: 7,
    appVersion: '0.0.0',
    wall: '2026-01-01T00:00:00+00:00',
    ...more,
  });
  return room;
};
