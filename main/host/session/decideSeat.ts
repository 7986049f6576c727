import { accept, addFact, refuse, type Draft, type Verdict } from './Draft';
import type { CommandOf } from './SessionCommand';
import type { ParticipantState } from './SessionState';

type SeatCommand = CommandOf<'addSeat' | 'connectStation' | 'disconnectStation'>;

/** Seats, and the stations that sit down at them and leave them. */
export const decideSeat = (draft: Draft, command: SeatCommand): Verdict => {
  if (command.type === 'addSeat') return decideNewSeat(draft, command);
  const { seat } = command;
  const now = draft.state.participants.find((one) => one.seat === seat);
  if (!now)
    return refuse('seat/unknown', `There is no seat ${seat} in this session. Ask the experimenter for a new link.`);
  if (command.type === 'connectStation') return accept(connect(draft, now, command.station));
  return accept(now.connected ? addFact(draft, { type: 'stationDisconnected', seat }) : draft);
};

const decideNewSeat = (draft: Draft, { participant, tokenHash, station }: CommandOf<'addSeat'>): Verdict => {
  const { participants, phase, study } = draft.state;
  if (phase.phase === 'ended') return refuse('session/ended', 'This session has ended. Nobody can join it any more.');
  if (participants.length >= study.seats.max)
    return refuse('session/full', `All ${study.seats.max} seats of this study are taken. Ask the experimenter.`);
  if (participants.some((one) => one.participant === participant))
    return refuse('seat/participantExists', `Participant ${participant} already has a seat. Draw another code.`);
  const seat = `LAB${String(participants.length + 1).padStart(2, '0')}`;
  return accept(addFact(draft, { type: 'seatAdded', seat, participant, tokenHash, station }));
};

const connect = (draft: Draft, now: ParticipantState, station: string): Draft =>
  now.connected && now.station === station
    ? draft
    : addFact(draft, { type: 'stationConnected', seat: now.seat, station });
