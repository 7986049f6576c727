import { accept, addFact, refuse, type Draft, type Verdict } from './Draft';
import type { CommandOf } from './SessionCommand';
import { playedScene } from './playedScene';

type PhaseCommand = CommandOf<'startSession' | 'pauseSession' | 'resumeSession' | 'endSession' | 'recoverSession'>;

/** The operator's hand on the whole session. Asking for what is already so changes nothing. */
export const decidePhase = (draft: Draft, command: PhaseCommand): Verdict => {
  const { phase } = draft.state.phase;
  if (phase === 'ended')
    return command.type === 'endSession'
      ? accept(draft)
      : refuse('session/ended', 'This session has ended. Create a new one.');
  switch (command.type) {
    case 'startSession':
      if (phase === 'running') return accept(draft);
      if (phase === 'paused') return refuse('session/paused', 'The session is paused. Resume it instead.');
      return decideStart(draft);
    case 'pauseSession':
      if (phase === 'paused') return accept(draft);
      if (phase === 'lobby') return notStarted;
      return accept(addFact(draft, { type: 'sessionPaused', reason: command.reason }));
    case 'resumeSession':
      if (phase === 'running') return accept(draft);
      if (phase === 'lobby') return notStarted;
      return accept(addFact(draft, { type: 'sessionResumed' }));
    case 'endSession':
      return accept(addFact(draft, { type: 'sessionEnded', reason: command.reason }));
    case 'recoverSession': {
      const { gapMs, wall } = command;
      return accept(finishPlayedGames(addFact(draft, { type: 'sessionRecovered', gapMs, wall })));
    }
  }
};

const notStarted = refuse('session/notStarted', 'The session has not started yet. Start it first.');

const decideStart = (draft: Draft): Verdict => {
  const { participants, study } = draft.state;
  const { min } = study.seats;
  if (participants.length >= min) return accept(addFact(draft, { type: 'sessionStarted' }));
  const missing = min - participants.length;
  return refuse(
    'session/tooFewSeats',
    `This study needs at least ${min} ${min === 1 ? 'seat' : 'seats'}, and ${participants.length} ${participants.length === 1 ? 'is' : 'are'} taken. Let ${missing} more join, then start.`,
  );
};

/** A host that died between the end of a game's last episode and `finishGame` left a game with nothing to play. */
const finishPlayedGames = (draft: Draft): Draft =>
  draft.state.games
    .filter((game) => game.outcome.phase === 'playing' && game.episode >= playedScene(draft.state, game).scene.episodes)
    .reduce((so, { game }) => addFact(so, { type: 'gameFinished', game }), draft);
