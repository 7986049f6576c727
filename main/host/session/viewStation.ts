import type { StationView } from '../../../protocol/view';
import type { SessionState } from './SessionState';
import { viewScreen } from './viewScreen';

/** All that the station at `seat` shows; null when there is no such seat. */
export const viewStation = (state: SessionState, seat: string): StationView | null => {
  const one = state.participants.find((some) => some.seat === seat);
  if (!one) return null;
  const { place } = one;
  const of = state.study.scenes.length;
  const done =
    place.at === 'finished' ? of : place.at === 'door' ? 0 : place.at === 'between' ? place.index + 1 : place.index;
  return {
    session: state.session,
    study: state.study.title,
    seat,
    participant: one.participant,
    progress: { done, of },
    paused: state.phase.phase === 'paused',
    screen: viewScreen(state, one),
  };
};
