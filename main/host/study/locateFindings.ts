import type { StudyProblem } from '../../../protocol/study';
import { describePath, type Finding } from './Finding';
import type { Parsed } from './parseStudyYaml';

/** Findings with the line and column of `file` at which they stand. */
export const locateFindings = (file: string, parsed: Parsed, findings: readonly Finding[]): StudyProblem[] =>
  findings.map(({ path, on, message, remedy }) => {
    const position = parsed.locate(path, on);
    return {
      file,
      line: position?.line ?? null,
      column: position?.column ?? null,
      path: describePath(path),
      message,
      remedy,
    };
  });
