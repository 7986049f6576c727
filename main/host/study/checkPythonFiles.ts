import type { StudyProblem } from '../../../protocol/study';
import { readRequirements } from '../../../protocol/requirements';
import { checkTextFile } from './checkNamedFile';
import type { Finding, Path } from './Finding';
import type { StudyParts } from './readParts';
import type { StudyFiles } from './StudyFiles';

/**
 * What is wrong with the files that environments and policies in Python name: in study.yaml the findings, in the lists of their
 * packages the problems.
 */
export const checkPythonFiles = (
  { environments, policies }: StudyParts,
  files: StudyFiles,
): { findings: Finding[]; problems: StudyProblem[] } => {
  const findings: Finding[] = [];
  const lists = new Set<string>();
  const named = [
    ...[...environments].map(([name, spec]) => ({ part: 'environments', name, spec })),
    ...[...policies].map(([name, spec]) => ({ part: 'policies', name, spec: spec?.kind === 'python' ? spec : null })),
  ];
  for (const { part, name, spec } of named) {
    if (spec === null) continue;
    const at = (key: string): Path => [part, name, key];
    findings.push(...checkTextFile(files, spec.file, at('file'), ['.py']));
    if (spec.runtime === 'pyodide' && spec.requiresPython !== undefined)
      findings.push({
        path: at('requiresPython'),
        on: 'key',
        message: 'the Python of runtime pyodide comes with Cubicle; requiresPython is for runtime python',
        remedy: 'Take this key out, or write "runtime: python".',
      });
    if (spec.packages === undefined) continue;
    const unusable = checkTextFile(files, spec.packages, at('packages'), ['.txt']);
    if (unusable.length === 0) lists.add(spec.packages);
    findings.push(...unusable);
  }
  return { findings, problems: [...lists].flatMap((file) => checkList(file, files.text(file) ?? '')) };
};

const checkList = (file: string, text: string): StudyProblem[] =>
  readRequirements(text).problems.map((problem) => ({ file, column: null, path: '', ...problem }));
