import type { Question } from '../../../protocol/question';
import type { SceneFile } from '../../../protocol/study';
import { checkTextFile } from './checkNamedFile';
import type { Finding, Path } from './Finding';
import { suggest } from './findNearest';
import type { StudyFiles } from './StudyFiles';

/** What is wrong with the questions of a form or a quiz beyond their shape. */
export const checkQuestions = (scene: SceneFile, index: number, files: StudyFiles): Finding[] => {
  if (scene.kind === 'quiz') {
    const path: Path = ['scenes', index, 'questions'];
    return [
      ...checkIds(scene.questions, path),
      ...scene.questions.flatMap((question, n) => [
        ...checkOptions(question.options, [...path, n, 'options']),
        ...checkAnswer(question, [...path, n, 'answer']),
      ]),
    ];
  }
  if (scene.kind !== 'form') return [];
  const { questions, survey } = scene;
  if (questions !== undefined && survey !== undefined) {
    const message = 'found both questions and a survey';
    return [{ path: ['scenes', index, 'survey'], on: 'key', message, remedy: 'Keep one of the two.' }];
  }
  if (survey !== undefined) return checkTextFile(files, survey, ['scenes', index, 'survey'], ['.json']);
  if (questions === undefined) {
    const remedy = 'Write "questions:" with one question or more, or "survey: …" with a SurveyJS file.';
    return [
      { path: ['scenes', index], on: 'value', message: 'expected the form to ask something, found nothing', remedy },
    ];
  }
  const path: Path = ['scenes', index, 'questions'];
  return [...checkIds(questions, path), ...questions.flatMap((question, n) => checkQuestion(question, [...path, n]))];
};

const checkIds = (questions: readonly { id: string }[], path: Path): Finding[] =>
  questions.flatMap(({ id }, n) => {
    const first = questions.findIndex((other) => other.id === id);
    if (first === n) return [];
    const message = `question ${first + 1} already has the id ${JSON.stringify(id)}`;
    const remedy = 'Give every question of a scene an id of its own.';
    return [{ path: [...path, n, 'id'], on: 'value' as const, message, remedy }];
  });

const checkQuestion = (question: Question, path: Path): Finding[] => {
  if (question.type === 'choice') return checkOptions(question.options, [...path, 'options']);
  if (question.type !== 'number') return [];
  const { min, max } = question;
  if (min === undefined || max === undefined || min <= max) return [];
  const message = `expected max to be at least min (${min}), found ${max}`;
  return [{ path: [...path, 'max'], on: 'value', message, remedy: 'Make max larger or min smaller.' }];
};

const checkOptions = (options: readonly string[], path: Path): Finding[] =>
  options.flatMap((option, n) => {
    if (option.includes('|')) {
      // SurveyJS would take what stands before it for the answer, and show only what stands after it.
      const message = `the option ${JSON.stringify(option)} has a | in it, which surveys read as a separator`;
      return [
        { path: [...path, n], on: 'value' as const, message, remedy: 'Write it without |, e.g. with / instead.' },
      ];
    }
    if (options.indexOf(option) === n) return [];
    const message = `the option ${JSON.stringify(option)} is there twice`;
    return [{ path: [...path, n], on: 'value' as const, message, remedy: 'Make every option different.' }];
  });

const checkAnswer = ({ answer, options }: { answer: string; options: readonly string[] }, path: Path): Finding[] => {
  if (options.includes(answer)) return [];
  const message = `expected the answer to be one of the options, word for word, found ${JSON.stringify(answer)}`;
  return [{ path, on: 'value', message, remedy: suggest(answer, options, '') }];
};
