import type { Question } from '../../../protocol/question';
import type { SceneFile, SurveyJson } from '../../../protocol/study';

type QuizQuestion = Extract<SceneFile, { kind: 'quiz' }>['questions'][number];

const survey = (elements: SurveyJson[]): SurveyJson => ({ showQuestionNumbers: false, elements });

/** SurveyJS JSON that asks the short questions of a form. */
export const makeFormSurvey = (questions: readonly Question[]): SurveyJson => survey(questions.map(makeQuestion));

/** SurveyJS JSON that asks a quiz: the options, never which of them is right. */
export const makeQuizSurvey = (questions: readonly QuizQuestion[]): SurveyJson =>
  survey(
    questions.map(({ id, text, options }) => ({
      type: 'radiogroup',
      name: id,
      title: text,
      isRequired: true,
      choices: options,
    })),
  );

const makeQuestion = (question: Question): SurveyJson => {
  const common = { name: question.id, title: question.text, isRequired: question.required };
  switch (question.type) {
    case 'likert':
      return {
        ...common,
        type: 'rating',
        rateMin: 1,
        rateMax: question.points,
        rateCount: question.points,
        displayMode: 'buttons',
        ...(question.low === undefined ? {} : { minRateDescription: question.low }),
        ...(question.high === undefined ? {} : { maxRateDescription: question.high }),
      };
    case 'text':
      return { ...common, type: question.long ? 'comment' : 'text' };
    case 'number':
      return {
        ...common,
        type: 'text',
        inputType: 'number',
        ...(question.min === undefined ? {} : { min: question.min }),
        ...(question.max === undefined ? {} : { max: question.max }),
      };
    case 'choice':
      return { ...common, type: question.several ? 'checkbox' : 'radiogroup', choices: question.options };
  }
};
