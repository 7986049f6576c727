import { Alert } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { CustomError, type SurveyModel } from 'survey-core';
import type { StationView } from '../../protocol/view';
import { tabStorage } from '../shared/openStorage';
import { collectAnswers, createSurveyModel } from './createSurveyModel';
import type { Station } from './createStation';
import { openDraft } from './draft';
import { SceneFrame } from './SceneFrame';
import type { ScreenOf } from './ScreenOf';
import { SurveyForm } from './SurveyForm';
import { useSend } from './useSend';

/** How the last attempt went, in words. */
function tellAttempt(wrong: number, attemptsLeft: number | null): string {
  const which = wrong === 1 ? 'One answer is not right yet.' : `${wrong} answers are not right yet.`;
  const left =
    attemptsLeft === null
      ? ''
      : attemptsLeft === 1
        ? ' This is the last try.'
        : ` There are ${attemptsLeft} tries left.`;
  return `${which} Please look at the hints and try again.${left}`;
}

/** Puts each hint under its question, and the eye on the first of them. */
function markWrong(model: SurveyModel, wrong: Record<string, string>): void {
  for (const [name, hint] of Object.entries(wrong)) {
    model.getQuestionByName(name)?.addError(new CustomError(['Not right yet.', hint].filter(Boolean).join(' ')));
  }
  const [first] = Object.keys(wrong);
  if (first !== undefined) model.focusQuestion(first);
}

/** Questions with a right answer. Answers stay, wrong ones are marked with their hints. */
export function QuizScreen({
  station,
  view,
  screen,
}: {
  station: Station;
  view: StationView;
  screen: ScreenOf<'quiz'>;
}) {
  const sending = useSend();
  const [draft] = useState(() => openDraft(tabStorage, view.participant, screen.scene));
  const [model] = useState(() => createSurveyModel(screen.survey, view.session, draft, screen.answers));
  const wrongCount = Object.keys(screen.wrong).length;
  // The same attempt may be sent again, after a reconnect: then nothing is marked anew and the eye stays where it is.
  const marked = useRef(0);

  useEffect(() => {
    if (marked.current === screen.attempt) return;
    marked.current = screen.attempt;
    markWrong(model, screen.wrong);
  }, [model, screen.attempt, screen.wrong]);

  const submit = async (): Promise<void> => {
    const payload = { scene: screen.scene, answers: collectAnswers(model) };
    if (await sending.run(() => station.connection.emit('quiz:submit', payload))) draft.drop();
  };
  return (
    <SceneFrame view={view} title={screen.title} text={screen.text} error={sending.error}>
      {wrongCount > 0 && (
        <Alert color="yellow" role="status" mt="md" styles={{ message: { fontSize: 16 } }}>
          {tellAttempt(wrongCount, screen.attemptsLeft)}
        </Alert>
      )}
      <SurveyForm model={model} sendLabel="Check my answers" busy={sending.busy} onComplete={() => void submit()} />
    </SceneFrame>
  );
}
