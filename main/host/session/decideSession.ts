import type { SessionEvent } from '../../../protocol/event';
import { applySession } from './applySession';
import { arrangeScenes } from './arrangeScenes';
import { decideConsequences } from './decideConsequences';
import { decideFlow } from './decideFlow';
import { decideGame } from './decideGame';
import { decideGamePause } from './decideGamePause';
import { decidePayment } from './decidePayment';
import { decidePhase } from './decidePhase';
import { decideSeat } from './decideSeat';
import { decideSessionTreatment, decideTreatment } from './decideTreatment';
import { accept, addFact, openDraft, type Draft, type Verdict } from './Draft';
import type { CommandOf, DecideContext, Decision, SessionCommand } from './SessionCommand';
import type { SessionState } from './SessionState';

/**
 * What a command does to a session: the events to append, or a refusal in words. Nothing is changed here. A command that has
 * been carried out already (its answer was lost on the way) is accepted again, with no events.
 */
export const decideSession = (
  state: SessionState | null,
  command: SessionCommand,
  context: DecideContext,
): Decision => {
  if (command.type === 'createSession') {
    if (state) return refused('session/exists', `Session ${state.session} is still open. Close it first.`);
    const { type: _, treatment = null, ...told } = command;
    const study = arrangeScenes(told.study, told.seed);
    const created: SessionEvent = { type: 'sessionCreated', atMs: context.atMs, ...told, study };
    const verdict = decideSessionTreatment(openDraft(applySession(null, created), context), treatment);
    return verdict.ok ? { ok: true, events: [created, ...verdict.draft.events] } : verdict;
  }
  if (!state) return refused('session/none', 'There is no session. Create one first.');
  const verdict = decideCommand(openDraft(state, context), command);
  if (!verdict.ok) return verdict;
  return { ok: true, events: [...decideConsequences(verdict.draft).events] };
};

/** What was written after the hold began was still play; when all that followed is written already, there is nothing to tell. */
const addHold = (draft: Draft, command: CommandOf<'endHold'>): Draft => {
  const fromMs = Math.max(command.fromMs, draft.state.lastAtMs);
  return fromMs < draft.context.atMs ? addFact(draft, { type: 'sessionHeld', fromMs, reason: command.reason }) : draft;
};

const refused = (code: string, message: string): Decision => ({ ok: false, error: { code, message } });

const decideCommand = (draft: Draft, command: Exclude<SessionCommand, { type: 'createSession' }>): Verdict => {
  switch (command.type) {
    case 'addSeat':
    case 'connectStation':
    case 'disconnectStation':
      return decideSeat(draft, command);
    case 'startSession':
    case 'pauseSession':
    case 'resumeSession':
    case 'endSession':
    case 'recoverSession':
      return decidePhase(draft, command);
    case 'advanceScene':
    case 'submitForm':
    case 'submitQuiz':
      return decideFlow(draft, command);
    case 'adjustPayment':
      return decidePayment(draft, command);
    case 'recordOperator': {
      const { type: _, ...told } = command;
      return accept(addFact(draft, { type: 'operatorActed', ...told }));
    }
    case 'setTreatment':
      return decideTreatment(draft, command);
    case 'noteClock':
      return accept(addFact(draft, { type: 'clockJumped', byMs: command.byMs, wall: command.wall }));
    case 'passTime':
      return accept(draft);
    case 'endHold':
      return accept(addHold(draft, command));
    case 'pauseGame':
    case 'resumeGame':
      return decideGamePause(draft, command);
    case 'startEpisode':
    case 'endEpisode':
    case 'restoreGame':
    case 'finishGame':
    case 'failGame':
      return decideGame(draft, command);
  }
};
