import type { StudyProblem } from '../../../protocol/study';
import type { StudyFiles } from './StudyFiles';

/** A JSON file of a study, or what is wrong with it. The caller has checked that the file is there and is text. */
export const readJson = (files: StudyFiles, file: string): { value: unknown; problems: StudyProblem[] } => {
  const text = stripMark(files.text(file) ?? '');
  try {
    return { value: JSON.parse(text), problems: [] };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const problem = { file, ...positionOf(text, said), path: '', message: 'expected valid JSON', remedy: JSON_REMEDY };
    return { value: undefined, problems: [problem] };
  }
};

const JSON_REMEDY =
  'Put all names and texts in double quotes, a comma between items and none after the last; a JSON checker shows the place.';

/** A byte order mark is no part of a text. */
export const stripMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text);

/** JavaScript engines tell the place of a JSON error as "position n" in their words, or that the text ended. */
const positionOf = (text: string, said: string): { line: number; column: number } => {
  const offset = Number(/position (\d+)/.exec(said)?.[1] ?? (said.includes('end of JSON') ? text.length : 0));
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
};
