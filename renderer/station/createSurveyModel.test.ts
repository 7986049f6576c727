import { expect, it } from 'vitest';
import { collectAnswers, createSurveyModel } from './createSurveyModel';
import { openDraft } from './draft';

const nothingKept = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
const modelOf = (elements: object[], answers: Record<string, unknown> = {}) =>
  createSurveyModel({ elements }, 's1', openDraft(nothingKept, 'p', 'form'), answers);

it('gives what was answered, and not what the answers have made disappear', () => {
  const model = modelOf(
    [
      { type: 'text', name: 'pet' },
      { type: 'text', name: 'name', visibleIf: "{pet} = 'dog'" },
    ],
    { pet: 'dog', name: 'Rex' },
  );
  expect(collectAnswers(model)).toEqual({ pet: 'dog', name: 'Rex' });
  model.setValue('pet', 'none');
  expect(collectAnswers(model)).toEqual({ pet: 'none' });
});

it('gives plain JSON, whatever the expressions of a form make', () => {
  const model = modelOf([
    { type: 'expression', name: 'at', expression: 'currentDate()' },
    { type: 'text', name: 'odd' },
  ]);
  model.setValue('odd', Number.NaN);
  const answers = collectAnswers(model);
  expect(answers['at']).toMatch(/^\d{4}-\d\d-\d\dT/);
  expect(answers['odd'] ?? null).toBeNull();
});

it('keeps the default values of a form, until something else was answered', () => {
  const elements = [
    { type: 'text', name: 'country', defaultValue: 'Chile' },
    { type: 'text', name: 'city' },
  ];
  expect(collectAnswers(modelOf(elements))).toEqual({ country: 'Chile' });
  expect(collectAnswers(modelOf(elements, { city: 'Lima' }))).toEqual({ city: 'Lima' });
});

it('begins with what was typed before', () => {
  expect(collectAnswers(modelOf([{ type: 'comment', name: 'more' }], { more: 'half' }))).toEqual({ more: 'half' });
});
