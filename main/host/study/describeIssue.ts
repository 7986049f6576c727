import type { z } from 'zod';
import { describeValue, type Finding, type Path, valueAt } from './Finding';
import { suggest } from './findNearest';
import { knownKeysAt } from './studyJsonSchema';

type Issue = z.core.$ZodIssue;

const types: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
  null: 'null',
};
const typeName = (type: string): string => types[type] ?? type;

/** A schema's complaint in words an author can act on: what was expected, what was found, what to write instead. */
export const describeIssue = (issue: Issue, document: unknown): Finding[] => {
  const path: Path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  const value = valueAt(document, path);
  const finding = (expected: string, remedy: string, on: 'key' | 'value' = 'value'): Finding[] => [
    { path, on, message: `expected ${expected}, found ${describeValue(value)}`, remedy },
  ];
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeysAt(document, path);
      return issue.keys.map((key) => ({
        path: [...path, key],
        on: 'key',
        message: `unknown key ${JSON.stringify(key)}`,
        remedy: suggest(key, known, 'Take this key out.'),
      }));
    }
    case 'invalid_type':
      return finding(typeName(issue.expected), remedyForType(issue.expected, value, path));
    case 'invalid_value': {
      const values = issue.values.map(String);
      return finding(orList(values), remedyForChoice(value, values, path));
    }
    case 'invalid_union':
      return describeUnion(issue, value, path, finding);
    case 'too_small':
    case 'too_big':
      return finding(describeLimit(issue), 'Change it to fit.');
    case 'invalid_format':
      return finding(issue.message, remedyForFormat(value, formatOf(issue)));
    case 'invalid_key': {
      const [first] = issue.issues;
      const key = path.at(-1) ?? '';
      const message = `expected ${first?.message ?? 'another name'}, found ${JSON.stringify(String(key))}`;
      return [{ path, on: 'key', message, remedy: remedyForFormat(String(key), first && formatOf(first)) }];
    }
    default:
      return finding(issue.message, 'Change it to fit.');
  }
};

const orList = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

const describeUnion = (
  issue: z.core.$ZodIssueInvalidUnion,
  value: unknown,
  path: Path,
  finding: (expected: string, remedy: string) => Finding[],
): Finding[] => {
  if (issue.errors.length === 0) {
    const options = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
    return finding(`one of ${options.join(', ')}`, remedyForChoice(value, options, path));
  }
  const expected = issue.errors.flatMap(([first]) =>
    first?.code === 'invalid_type' ? [typeName(first.expected)] : [],
  );
  return finding(orList([...new Set(expected)]), 'Write one of these.');
};

const remedyForChoice = (value: unknown, options: readonly string[], path: Path): string => {
  if (typeof value === 'string') return suggest(value, options, '');
  if (value !== undefined && value !== null)
    return options.length === 1 ? `Write ${options[0]}.` : `Use one of: ${options.join(', ')}.`;
  const line = `Write "${String(path.at(-1) ?? '')}: ${options[0] ?? ''}"`;
  return options.length > 1 ? `${line}, or another of these.` : `${line}.`;
};

const describeLimit = (issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string => {
  const [limit, side] =
    issue.code === 'too_small'
      ? [issue.minimum, issue.inclusive === false ? 'more than' : 'at least']
      : [issue.maximum, issue.inclusive === false ? 'less than' : 'at most'];
  if (issue.origin === 'string') return `${side} ${limit} ${limit === 1 ? 'character' : 'characters'}`;
  if (issue.origin === 'array') return `a list of ${side} ${limit}`;
  return `${side} ${limit}`;
};

const remedyForType = (expected: string, value: unknown, path: Path): string => {
  const key = String(path.at(-1) ?? '');
  if (value === undefined || value === null) return `Write "${key}: …" with ${typeName(expected)}.`;
  if (expected === 'string' && (typeof value === 'number' || typeof value === 'boolean'))
    return `Put it in quotes: "${value}".`;
  if (
    (expected === 'number' || expected === 'int') &&
    typeof value === 'string' &&
    value.trim() !== '' &&
    Number.isFinite(Number(value))
  )
    return `Write it without quotes: ${Number(value)}.`;
  if (expected === 'array') return 'Write one item a line, each after "- ".';
  if (expected === 'object' || expected === 'record') return 'Write "key: value" lines, indented below it.';
  return `Write ${typeName(expected)}.`;
};

/** The regular expression that a text did not match. */
const formatOf = (issue: Issue): RegExp | null => {
  const found = issue.code === 'invalid_format' && issue.pattern ? /^\/(.*)\/([a-z]*)$/s.exec(issue.pattern) : null;
  return found ? new RegExp(found[1] ?? '', found[2]) : null;
};

/** What was likely meant, if it is of the wanted form. */
const remedyForFormat = (value: unknown, format: RegExp | null | undefined): string => {
  const name =
    typeof value !== 'string'
      ? ''
      : value
          .toLowerCase()
          .replace(/[^a-z0-9_-]+/g, '-')
          .replace(/^[^a-z]+|-+$/g, '')
          .slice(0, 40);
  const fitting = [name, name.toUpperCase()].find((one) => one !== value && format?.test(one));
  return fitting === undefined ? 'Change it to fit.' : `Write, for example, ${JSON.stringify(fitting)}.`;
};
