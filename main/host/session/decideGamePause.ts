import { accept, addFact, refuse, type Draft, type Verdict } from './Draft';
import type { CommandOf } from './SessionCommand';

/**
 * The operator's hand on one game. Asking for what is already so changes nothing. A game may be paused and resumed while the
 * session is paused too; it plays when neither is.
 */
export const decideGamePause = (draft: Draft, command: CommandOf<'pauseGame' | 'resumeGame'>): Verdict => {
  const { phase, games } = draft.state;
  const now = games.find(({ game }) => game === command.game);
  if (!now) return refuse('game/unknown', `There is no game ${command.game} in this session.`);
  const { game, paused } = now;
  if (phase.phase === 'ended') return refuse('session/ended', 'This session has ended. Create a new one.');
  if (now.outcome.phase !== 'playing')
    return refuse('game/over', `Game ${game} is over (${now.outcome.phase}), so there is nothing to pause or resume.`);
  const wants = command.type === 'pauseGame';
  if (paused === wants) return accept(draft);
  return accept(addFact(draft, { type: wants ? 'gamePaused' : 'gameResumed', game }));
};
