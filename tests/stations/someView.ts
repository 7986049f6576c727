import type { StationView } from '../../protocol/view';

export const someView: StationView = {
  session: 's1',
  study: 'volley',
  seat: 'LAB01',
  participant: 'ACDEFGHJ',
  progress: { done: 0, of: 3 },
  paused: false,
  screen: { kind: 'waiting', title: 'Please wait', text: '' },
};
