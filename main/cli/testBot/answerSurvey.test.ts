import fc from 'fast-check';
import { Model } from 'survey-core';
import { describe, expect, test } from 'vitest';
import type { Question } from '../../../protocol/question';
import type { SurveyJson } from '../../../protocol/study';
import { makeFormSurvey } from '../../host/study/makeSurvey';
import { answerSurvey } from './answerSurvey';
import { createDraws } from './createDraws';

/** What SurveyJS itself, as it runs on a station, has against the answers. */
function complaints(survey: SurveyJson, answers: Record<string, unknown>): string[] {
  const model = new Model(survey);
  model.data = answers;
  return model
    .getAllQuestions()
    .filter((question) => !question.validate(false))
    .map((question) => `${question.name}: ${JSON.stringify(answers[question.name])}`);
}

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

const question = fc
  .tuple(
    fc.oneof(
      fc.record({ type: fc.constant('likert' as const), points: fc.integer({ min: 2, max: 11 }) }),
      fc.record({ type: fc.constant('text' as const), long: fc.boolean() }),
      fc.record({
        type: fc.constant('number' as const),
        min: fc.integer({ min: -5, max: 18 }),
        max: fc.integer({ min: 18, max: 99 }),
      }),
      fc.record({
        type: fc.constant('choice' as const),
        options: fc.uniqueArray(
          fc.string({ minLength: 1 }).filter((text) => text.trim() === text && !text.includes('|')),
          { minLength: 2, maxLength: 6 },
        ),
        several: fc.boolean(),
      }),
    ),
    fc.boolean(),
  )
  .map(([kind, required]): ((id: string) => Question) => (id) => ({ ...kind, id, text: 'What?', required }));

describe('answers to a form', () => {
  test('are what SurveyJS accepts, whatever is asked', () => {
    fc.assert(
      fc.property(fc.array(question, { minLength: 1, maxLength: 8 }), seeds, (makers, seed) => {
        const questions = makers.map((make, index) => make(`q${index}`));
        const survey = makeFormSurvey(questions);
        const { answers, unanswerable } = answerSurvey(survey, createDraws(seed, 'a'));
        expect(unanswerable).toEqual([]);
        expect(complaints(survey, answers)).toEqual([]);
        for (const { id, required } of questions) if (required) expect(answers[id]).toBeDefined();
      }),
      { numRuns: 200 },
    );
  });

  test('are found for the types of SurveyJS that forms are made of, on pages and in panels too', () => {
    const survey = {
      pages: [
        {
          name: 'one',
          elements: [
            { type: 'html', name: 'intro', html: '<p>Hello</p>' },
            {
              type: 'dropdown',
              name: 'hand',
              isRequired: true,
              choices: [{ value: 'l', text: 'left' }, { value: 'r', text: 'right' }, 'b|both'],
            },
            { type: 'panel', name: 'inner', elements: [{ type: 'boolean', name: 'played', isRequired: true }] },
            {
              type: 'checkbox',
              name: 'two',
              isRequired: true,
              choices: [1, 2, 3, 4],
              minSelectedChoices: 2,
              maxSelectedChoices: 2,
            },
          ],
        },
        {
          name: 'two',
          elements: [
            { type: 'rating', name: 'rated', isRequired: true, rateValues: ['low', 'high'] },
            { type: 'rating', name: 'counted', isRequired: true, rateCount: 9, rateMax: 9 },
            {
              type: 'matrix',
              name: 'grid',
              isAllRowRequired: true,
              isRequired: true,
              columns: ['no', 'yes'],
              rows: ['a', 'b'],
            },
            { type: 'ranking', name: 'order', isRequired: true, choices: ['x', 'y', 'z'] },
            {
              type: 'multipletext',
              name: 'names',
              isRequired: true,
              items: [{ name: 'first' }, { name: 'age', inputType: 'number', min: 18, max: 18 }],
            },
            { type: 'text', name: 'mail', inputType: 'email', isRequired: true },
            { type: 'comment', name: 'short', isRequired: true, maxLength: 5 },
          ],
        },
      ],
    };
    fc.assert(
      fc.property(seeds, (seed) => {
        const { answers, unanswerable } = answerSurvey(survey, createDraws(seed, 'a'));
        expect(unanswerable).toEqual([]);
        expect(complaints(survey, answers)).toEqual([]);
        expect(Object.keys(answers)).toHaveLength(10);
        expect(answers['order']).toHaveLength(3);
      }),
    );
  });

  test('name the required questions that no test bot can answer', () => {
    const survey = {
      elements: [
        { type: 'file', name: 'photo', isRequired: true },
        { type: 'file', name: 'more' },
      ],
    };
    expect(answerSurvey(survey, createDraws(1, 'a'))).toEqual({ answers: {}, unanswerable: ['photo'] });
  });
});
