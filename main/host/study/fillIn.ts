import { isMap } from './Finding';

/** `{{name}}` in a text: where a parameter of the treatment stands. */
const marks = /\{\{\s*([A-Za-z_]\w*)\s*\}\}/g;
const onlyMark = /^\{\{\s*([A-Za-z_]\w*)\s*\}\}$/;

export type Parameters = Readonly<Record<string, unknown>>;

/** The names that stand in a text, each with its index. */
export const listMarks = (text: string): { name: string; index: number }[] =>
  [...text.matchAll(marks)].map((match) => ({ name: match[1] ?? '', index: match.index }));

/** A text with the values of parameters in it; a name that is no parameter is left as it stands. */
export const fillText = (text: string, parameters: Parameters): string =>
  text.replace(marks, (whole, name: string) => (Object.hasOwn(parameters, name) ? wordsOf(parameters[name]) : whole));

/** A value with all texts in it filled. A text that is nothing but one mark becomes the value itself: a number stays one. */
export const fillIn = (value: unknown, parameters: Parameters): unknown => {
  if (typeof value === 'string') {
    const name = onlyMark.exec(value)?.[1];
    return name !== undefined && Object.hasOwn(parameters, name) ? parameters[name] : fillText(value, parameters);
  }
  if (Array.isArray(value)) return value.map((one: unknown) => fillIn(one, parameters));
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fillIn(one, parameters)]));
};

const wordsOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
