import type { SurveyJson } from '../../../protocol/study';
import type { Draws } from './createDraws';
import { drawAnswer } from './drawAnswer';
import { questionsOf } from './surveyParts';

/** `unanswerable`: required questions of a type that a test bot does not know. */
export type SurveyAnswers = { answers: Record<string, unknown>; unanswerable: string[] };

/** A question that nobody has to answer is answered about so often. */
const OPTIONAL_ANSWERED = 0.7;

/**
 * Valid answers to a SurveyJS survey, drawn at random: each question of a known type that is required is answered, and most of
 * the others. Conditions (`visibleIf`) are not looked at: hidden questions are answered like shown ones.
 */
export function answerSurvey(survey: SurveyJson, draw: Draws): SurveyAnswers {
  const answers: Record<string, unknown> = {};
  const unanswerable: string[] = [];
  for (const question of questionsOf(survey)) {
    const { name } = question;
    if (typeof name !== 'string') continue;
    const isRequired = question.isRequired === true;
    if (!isRequired && draw() >= OPTIONAL_ANSWERED) continue;
    const answer = drawAnswer(question, draw);
    if (answer !== undefined) answers[name] = answer;
    else if (isRequired) unanswerable.push(name);
  }
  return { answers, unanswerable };
}
