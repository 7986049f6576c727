import { expect, test } from 'vitest';
import { checkStudy } from './checkStudy';
import { describeProblem } from './describeProblem';
import { studyFilesOf } from './StudyFiles';
import { goodHashes, withYaml } from './testing/goodStudy';

const told = (files: Record<string, string>): string[] =>
  checkStudy(studyFilesOf(files), goodHashes).problems.map(describeProblem);

test('of another version of the format it is said which there is', () => {
  expect(told(withYaml('cubicle: 1', 'cubicle: 2'))).toEqual([
    'study.yaml:1:10 cubicle: expected 1, found 2 → Write 1.',
  ]);
});

test('a line too far left is told once, with where it belongs, and not what follows from it', () => {
  expect(told(withYaml('    kind: lobby', '   kind: lobby'))).toEqual([
    'study.yaml:37:1: Sequence item without - indicator → Indent this line like the keys above it. If it begins another item of the list, write "- " before it.',
  ]);
});
