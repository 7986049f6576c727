import type { SessionEvent } from '../../../protocol/event';
import { addPoints } from '../../../protocol/payment';
import { pointsOf } from '../../../protocol/pointsOf';
import { treatedStudy } from '../../../protocol/treatedStudy';
import type { SessionState } from './SessionState';
import { treatmentOf } from './treatmentOf';

/** Counts the points that an event brings, if the study pays for them. */
export const applyPoints = (state: SessionState, event: SessionEvent): SessionState => {
  const { payment } = state.study;
  if (payment === undefined) return state;
  const played = (game: string) => state.games.find((one) => one.game === game);
  const scenesOf = (participant: string) => treatedStudy(state.study, treatmentOf(state, participant)).scenes;
  const gained = new Map(
    pointsOf(payment, scenesOf, event, played).map(({ participant, points }) => [participant, points]),
  );
  if (gained.size === 0) return state;
  return {
    ...state,
    participants: state.participants.map((one) => {
      const more = gained.get(one.participant);
      return more === undefined ? one : { ...one, points: addPoints(one.points, more) };
    }),
  };
};
