import type { StationView } from '../../../protocol/view';
import type { SessionState } from './SessionState';
import { treatedRoom } from './treatedRoom';
import { treatmentOf } from './treatmentOf';
import { viewScreen } from './viewScreen';

/** All that the station at `seat` shows; null when there is no such seat. */
export const viewStation = (state: SessionState, seat: string): StationView | null => {
  const one = state.participants.find((some) => some.seat === seat);
  if (!one) return null;
  const { place } = one;
  const room = treatedRoom(state, treatmentOf(state, one.participant));
  const of = room.scenes.length;
  const isDone = (index: number): boolean =>
    place.at !== 'door' && (place.at === 'between' ? index <= place.index : index < place.index);
  const done = place.at === 'finished' ? of : room.scenes.filter(({ index }) => isDone(index)).length;
  return {
    session: state.session,
    study: state.study.title,
    seat,
    participant: one.participant,
    progress: { done, of },
    paused: state.phase.phase === 'paused',
    screen: viewScreen(room.state, one),
  };
};
