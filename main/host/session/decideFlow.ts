import type { Scene } from '../../../protocol/study';
import { treatedStudy } from '../../../protocol/treatedStudy';
import { accept, addFact, refuse, type Draft, type Verdict } from './Draft';
import type { CommandOf } from './SessionCommand';
import type { ParticipantState, SceneOf, ScenePlace, SessionState } from './SessionState';
import { treatmentOf } from './treatmentOf';

type FlowCommand = CommandOf<'advanceScene' | 'submitForm' | 'submitQuiz'>;

/**
 * A participant wants to go on from a scene. For a scene already left this is a retry whose answer was lost: accepted, no
 * events. While the session is paused it is accepted too, so that nothing handed in is lost.
 */
export const decideFlow = (draft: Draft, command: FlowCommand): Verdict => {
  const { state } = draft;
  const now = state.participants.find((one) => one.participant === command.participant);
  if (!now) return refuse('participant/unknown', 'This seat is not part of the session. Please tell the experimenter.');
  const index = state.study.scenes.findIndex((scene) => scene.id === command.scene);
  if (index < 0) return refuse('scene/unknown', 'This page is not part of the study. Please reload it.');
  if (hasLeft(now, index)) return accept(draft);
  if (state.phase.phase === 'ended')
    return refuse('session/ended', 'The session has ended. Please wait for the experimenter.');
  const { place } = now;
  if (place.at !== 'scene' || place.index !== index)
    return refuse('scene/notReached', 'You are not at this page yet. Please go on with the page you see.');
  const scene = treatedStudy(state.study, treatmentOf(state, now.participant)).scenes[index];
  switch (command.type) {
    case 'advanceScene':
      return decideAdvance(draft, now, scene, command.choice);
    case 'submitForm':
      return decideForm(draft, command, scene);
    case 'submitQuiz':
      return decideQuiz(draft, command, scene, place);
  }
};

const hasLeft = ({ place }: ParticipantState, index: number): boolean => {
  switch (place.at) {
    case 'door':
      return false;
    case 'scene':
      return index < place.index;
    case 'between':
    case 'declined':
    case 'finished':
      return index <= place.index;
  }
};

const leave = (draft: Draft, participant: string, scene: string, reason: 'done' | 'declined' | 'gameFailed'): Draft =>
  addFact(draft, { type: 'sceneLeft', participant, scene, reason });

const decideAdvance = (
  draft: Draft,
  { participant }: ParticipantState,
  scene: Scene | undefined,
  choice: 'agree' | 'decline' | undefined,
): Verdict => {
  if (scene?.kind === 'page') return accept(leave(draft, participant, scene.id, 'done'));
  if (scene?.kind === 'consent') {
    if (choice === undefined) return refuse('scene/choiceMissing', 'Please choose one of the two answers.');
    if (choice === 'agree') return accept(leave(draft, participant, scene.id, 'done'));
    // Declined first, so that a journal cut in between never lets somebody go on who did not agree.
    return accept(
      leave(addFact(draft, { type: 'participantDeclined', participant }), participant, scene.id, 'declined'),
    );
  }
  if (scene?.kind === 'game' && hasFailedGame(draft.state, scene, participant))
    return accept(leave(draft, participant, scene.id, 'gameFailed'));
  return refuse('scene/cannotAdvance', 'This page goes on by itself. Please wait.');
};

const hasFailedGame = (state: SessionState, scene: SceneOf<'game'>, participant: string): boolean =>
  state.games.some(
    (game) =>
      game.scene === scene.id &&
      game.outcome.phase === 'failed' &&
      Object.values(game.members).some((member) => 'participant' in member && member.participant === participant),
  );

const decideForm = (
  draft: Draft,
  { participant, answers }: CommandOf<'submitForm'>,
  scene: Scene | undefined,
): Verdict => {
  if (scene?.kind !== 'form') return refuse('scene/noForm', 'This page has no questions. Please reload it.');
  // Names and bank details never come into a journal, whoever hands them in.
  const kept = scene.private === undefined ? answers : {};
  const answered = addFact(draft, { type: 'answersSubmitted', participant, scene: scene.id, answers: kept });
  return accept(leave(answered, participant, scene.id, 'done'));
};

const decideQuiz = (
  draft: Draft,
  { participant, answers }: CommandOf<'submitQuiz'>,
  scene: Scene | undefined,
  { lastAttempt }: ScenePlace,
): Verdict => {
  if (scene?.kind !== 'quiz') return refuse('scene/noQuiz', 'This page has no questions. Please reload it.');
  // The same answers again try nothing new: most likely the reply was lost.
  if (lastAttempt && sameAnswers(scene, lastAttempt.answers, answers)) return accept(draft);
  const wrong = Object.keys(scene.key).filter((question) => answers[question] !== scene.key[question]);
  const attempt = (lastAttempt?.attempt ?? 0) + 1;
  const tried = addFact(draft, { type: 'quizAttempted', participant, scene: scene.id, attempt, answers, wrong });
  const over = wrong.length === 0 || (scene.attempts !== null && attempt >= scene.attempts);
  return accept(over ? leave(tried, participant, scene.id, 'done') : tried);
};

const sameAnswers = (
  scene: SceneOf<'quiz'>,
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
): boolean => Object.keys(scene.key).every((question) => a[question] === b[question]);
