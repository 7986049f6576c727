import type { SessionCommand } from '../SessionCommand';
import type { SessionState } from '../SessionState';
import { viewStation } from '../viewStation';
import { wantedGames } from '../wantedGames';

const timing = { rateHz: 30, lateP50Ms: 0, lateP99Ms: 1, lateMaxMs: 2, lateTicks: 0 };

/** What the person at `seat` does with what they see; null when there is nothing to do but wait. `luck` (0–9): 0 is unlucky. */
export const intendSeat = (state: SessionState, seat: string, luck: number): SessionCommand | null => {
  const view = viewStation(state, seat);
  if (!view) return null;
  const { participant, screen } = view;
  switch (screen.kind) {
    case 'page':
      return { type: 'advanceScene', participant, scene: screen.scene };
    case 'consent':
      return { type: 'advanceScene', participant, scene: screen.scene, choice: luck === 0 ? 'decline' : 'agree' };
    case 'form':
      return { type: 'submitForm', participant, scene: screen.scene, answers: { q: luck } };
    case 'quiz': {
      const answers = { first: luck < 3 ? 'no' : 'yes', second: luck < 2 ? 'yes' : 'no' };
      return { type: 'submitQuiz', participant, scene: screen.scene, answers };
    }
    default:
      return null;
  }
};

/** What the `nth` running game reports next; null when there is none. */
export const intendGame = (state: SessionState, nth: number, luck: number): SessionCommand | null => {
  const wanted = wantedGames(state);
  const one = wanted[nth % Math.max(1, wanted.length)];
  const now = state.games.find((game) => game.game === one?.game);
  if (!one || !now) return null;
  const { game, episode } = one;
  if (luck === 0) return { type: 'failGame', game, episode, tick: 1, error: { kind: 'raise', message: 'x' } };
  if (episode >= one.scene.episodes) return { type: 'finishGame', game };
  if (!now.episodeStarted) return { type: 'startEpisode', game, episode };
  return { type: 'endEpisode', game, episode, ticks: 9, reason: 'terminated', returns: {}, infos: {}, timing };
};
