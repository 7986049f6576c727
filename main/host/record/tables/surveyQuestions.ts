import type { SurveyJson } from '../../../../protocol/study';

export type SurveyQuestion = { name: string; title: string };

/** The questions of a SurveyJS form, in the order of the form, panels included. */
export function surveyQuestions(survey: SurveyJson): SurveyQuestion[] {
  const questions: SurveyQuestion[] = [];
  visit(survey, questions);
  return questions;
}

const containers = ['pages', 'elements', 'questions'];

function visit(node: unknown, questions: SurveyQuestion[]): void {
  if (Array.isArray(node)) {
    for (const item of node) visit(item, questions);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const fields = new Map<string, unknown>(Object.entries(node));
  const name = fields.get('name');
  // A panel that is repeated at will is one question: its answer is a list.
  const isRepeated = fields.get('type') === 'paneldynamic';
  const inner = isRepeated ? [] : containers.filter((key) => Array.isArray(fields.get(key)));
  // A page or a panel has a name too, but holds questions instead of being one.
  if (inner.length === 0 && typeof name === 'string' && !isText(fields.get('type'))) {
    questions.push({ name, title: titleOf(fields.get('title')) ?? name });
  }
  for (const key of inner) visit(fields.get(key), questions);
}

const isText = (type: unknown): boolean => type === 'html' || type === 'image';

/** A title is text, or text per language. */
function titleOf(title: unknown): string | null {
  if (typeof title === 'string') return title;
  if (typeof title !== 'object' || title === null) return null;
  const texts = new Map<string, unknown>(Object.entries(title));
  const text = texts.get('default') ?? texts.get('en') ?? [...texts.values()][0];
  return typeof text === 'string' ? text : null;
}
