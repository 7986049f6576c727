import type { SessionEvent } from '../../../protocol/event';
import type { GameState, SessionState } from './SessionState';

const gameEvents = [
  'gameFormed',
  'episodeStarted',
  'episodeEnded',
  'gamePaused',
  'gameResumed',
  'gameRestored',
  'agentTakenOver',
  'agentHandedBack',
  'gameFinished',
  'gameFailed',
] as const;
export type GameEvent = Extract<SessionEvent, { type: (typeof gameEvents)[number] }>;
export const isGameEvent = (event: SessionEvent): event is GameEvent => gameEvents.some((type) => type === event.type);

/** What happens to one game. */
export const applyGame = (state: SessionState, event: GameEvent): SessionState => {
  if (event.type === 'gameFormed') {
    const { game, scene, group, treatment = null, members, seed } = event;
    const formed: GameState = {
      game,
      scene,
      group,
      treatment,
      members,
      takenOver: {},
      seed,
      episode: 0,
      episodeStarted: false,
      paused: false,
      outcome: { phase: 'playing' },
    };
    return { ...state, games: [...state.games, formed] };
  }
  const now = state.games.find((one) => one.game === event.game);
  if (!now) throw new Error(`No game ${event.game} in session ${state.session}.`);
  return { ...state, games: state.games.map((one) => (one === now ? { ...one, ...changesOf(now, event) } : one)) };
};

const changesOf = (now: GameState, event: Exclude<GameEvent, { type: 'gameFormed' }>): Partial<GameState> => {
  switch (event.type) {
    case 'episodeStarted':
      return { episodeStarted: true };
    case 'episodeEnded':
      // An episode that ended with the session was not played to its end.
      return event.reason === 'ended' ? {} : { episode: now.episode + 1, episodeStarted: false };
    case 'gamePaused':
      return { paused: true };
    case 'gameResumed':
      return { paused: false };
    case 'gameRestored':
      return {};
    case 'agentTakenOver':
      return { takenOver: { ...now.takenOver, [event.agent]: event.policy } };
    case 'agentHandedBack':
      return {
        takenOver: Object.fromEntries(Object.entries(now.takenOver).filter(([agent]) => agent !== event.agent)),
      };
    case 'gameFinished':
      return { outcome: { phase: 'finished' } };
    case 'gameFailed':
      return { outcome: { phase: 'failed', error: event.error } };
  }
};
