import type { StudyProblem } from '../../../protocol/study';

/** One line: `study.yaml:12:3 scenes[2].kind: expected …, found … → what to write instead`. */
export const describeProblem = ({ file, line, column, path, message, remedy }: StudyProblem): string => {
  const place = [file, line, line === null ? null : column].filter((part) => part !== null && part !== '').join(':');
  const where = [place, path].filter((part) => part !== '').join(' ');
  return `${where === '' ? '' : `${where}: `}${message}${remedy === '' ? '' : ` → ${remedy}`}`;
};
