import type { Screen } from '../../../protocol/view';
import { type Draws, drawOne } from './createDraws';
import { questionsOf, valuesOf } from './surveyParts';

type QuizScreen = Extract<Screen, { kind: 'quiz' }>;
/** Question → what has been tried and was wrong. A test bot cannot know the key. */
export type WrongAnswers = Readonly<Record<string, readonly unknown[]>>;

/** What is known to be wrong after the attempt that this screen tells of. */
export function noteWrong(known: WrongAnswers, screen: QuizScreen): WrongAnswers {
  const next: Record<string, readonly unknown[]> = { ...known };
  for (const question of Object.keys(screen.wrong))
    next[question] = [...new Set([...(next[question] ?? []), screen.answers[question]])];
  return next;
}

/** The next attempt: what was right stays, of the rest each question gets an option that was not wrong yet. */
export function answerQuiz(screen: QuizScreen, known: WrongAnswers, draw: Draws): Record<string, unknown> {
  const isFirst = screen.attempt === 1;
  const answers: Record<string, unknown> = {};
  for (const question of questionsOf(screen.survey)) {
    if (typeof question.name !== 'string') continue;
    const { name } = question;
    const isRight = !isFirst && name in screen.answers && !Object.hasOwn(screen.wrong, name);
    const open = valuesOf(question.choices).filter((value) => known[name]?.includes(value) !== true);
    answers[name] = isRight ? screen.answers[name] : drawOne(draw, open);
  }
  return answers;
}
