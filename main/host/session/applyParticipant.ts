import type { SessionEvent } from '../../../protocol/event';
import { playMsAt } from './playTime';
import type { ParticipantState, Place, SessionState } from './SessionState';

const participantEvents = [
  'seatAdded',
  'stationConnected',
  'stationDisconnected',
  'sceneEntered',
  'sceneLeft',
  'answersSubmitted',
  'quizAttempted',
  'participantDeclined',
  'participantFinished',
  'groupFormed',
  'paymentAdjusted',
] as const;
export type ParticipantEvent = Extract<SessionEvent, { type: (typeof participantEvents)[number] }>;
export const isParticipantEvent = (event: SessionEvent): event is ParticipantEvent =>
  participantEvents.some((type) => type === event.type);

/** What happens to one participant, one seat or one group of them. */
export const applyParticipant = (state: SessionState, event: ParticipantEvent): SessionState => {
  switch (event.type) {
    case 'seatAdded': {
      const { participant, seat, tokenHash, station } = event;
      const added: ParticipantState = {
        participant,
        seat,
        tokenHash,
        station,
        connected: false,
        awaySincePlayMs: playMsAt(state, event.atMs),
        place: { at: 'door' },
        group: null,
        points: '0',
        adjustments: [],
      };
      return { ...state, participants: [...state.participants, added] };
    }
    case 'stationConnected':
      return changeSeat(state, event.seat, { station: event.station, connected: true });
    case 'stationDisconnected':
      return changeSeat(state, event.seat, { connected: false, awaySincePlayMs: playMsAt(state, event.atMs) });
    case 'sceneEntered': {
      const place: Place = {
        at: 'scene',
        index: event.index,
        sincePlayMs: playMsAt(state, event.atMs),
        rank: state.entries,
        lastAttempt: null,
      };
      return { ...change(state, event.participant, { place }), entries: state.entries + 1 };
    }
    case 'sceneLeft': {
      const { place } = participantOf(state, event.participant);
      if (place.at !== 'scene') return state;
      return change(state, event.participant, { place: { at: 'between', index: place.index } });
    }
    case 'answersSubmitted':
      return state;
    case 'quizAttempted': {
      const { place } = participantOf(state, event.participant);
      if (place.at !== 'scene') return state;
      const { attempt, answers, wrong } = event;
      return change(state, event.participant, { place: { ...place, lastAttempt: { attempt, answers, wrong } } });
    }
    case 'participantDeclined':
      return change(state, event.participant, { place: { at: 'declined', index: indexOf(state, event.participant) } });
    case 'participantFinished': {
      const index = indexOf(state, event.participant);
      return change(state, event.participant, {
        place: { at: 'finished', index, completionCode: event.completionCode },
      });
    }
    case 'paymentAdjusted': {
      const { participant, amount, reason } = event;
      const { adjustments } = participantOf(state, participant);
      return change(state, participant, { adjustments: [...adjustments, { amount, reason }] });
    }
    case 'groupFormed': {
      const { group, scene, members } = event;
      const grouped = { ...state, groups: [...state.groups, { group, scene, members }] };
      return members.reduce<SessionState>((so, member) => change(so, member, { group }), grouped);
    }
  }
};

/** The participant with this code; throws when there is none. */
const participantOf = (state: SessionState, participant: string): ParticipantState => {
  const found = state.participants.find((one) => one.participant === participant);
  if (!found) throw new Error(`No participant ${participant} in session ${state.session}.`);
  return found;
};

const indexOf = (state: SessionState, participant: string): number => {
  const { place } = participantOf(state, participant);
  return place.at === 'door' ? 0 : place.index;
};

const change = (state: SessionState, participant: string, fields: Partial<ParticipantState>): SessionState => {
  const now = participantOf(state, participant);
  return { ...state, participants: state.participants.map((one) => (one === now ? { ...one, ...fields } : one)) };
};

const changeSeat = (state: SessionState, seat: string, fields: Partial<ParticipantState>): SessionState => {
  const now = state.participants.find((one) => one.seat === seat);
  if (!now) throw new Error(`No seat ${seat} in session ${state.session}.`);
  return change(state, now.participant, fields);
};
