import type { SurveyJson } from '../../../protocol/study';

/** The questions of a survey in order, those in panels and on pages too. */
export function questionsOf(survey: SurveyJson): SurveyJson[] {
  return [...listOf(survey.pages), ...listOf(survey.elements), ...listOf(survey.questions)].flatMap((element) =>
    isContainer(element) ? questionsOf(element) : [element],
  );
}

/** The values of a SurveyJS list, whose items are values, texts like `value|text`, or `{value, text}`. */
export function valuesOf(list: unknown): unknown[] {
  if (!Array.isArray(list)) return [];
  return list.map((item: unknown) => beforeBar(isObject(item) && 'value' in item ? item.value : item));
}

function beforeBar(value: unknown): unknown {
  return typeof value === 'string' && value.includes('|') ? value.slice(0, value.indexOf('|')) : value;
}

/** The objects of a list that may be anything. */
export function listOf(list: unknown): SurveyJson[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}

function isContainer(element: SurveyJson): boolean {
  return element.type === 'panel' || element.type === 'page' || (element.type === undefined && 'elements' in element);
}

function isObject(value: unknown): value is SurveyJson {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
