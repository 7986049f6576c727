import { expect, test } from 'vitest';
import { checkStudy } from './checkStudy';
import { describeProblem } from './describeProblem';
import { studyFilesOf } from './StudyFiles';
import { goodHashes, withYaml } from './testing/goodStudy';

const check = (texts: Record<string, string>) => checkStudy(studyFilesOf(texts), goodHashes);
/** The good study, in which `to` is written below the game's `fill: partner`. */
const withLine = (to: string) => check(withYaml('    fill: partner\n', `    fill: partner\n${to}\n`));
const sceneOf = ({ study }: ReturnType<typeof check>): unknown => study?.scenes.find(({ kind }) => kind === 'game');

test.each<[name: string, line: string, problems: string[]]>([
  [
    'an unknown word for missing actions',
    '    missingAction: lst',
    [
      'study.yaml:44:20 scenes[4].missingAction: expected default, last or the name of a policy, found "lst" → Did you mean "last"?',
    ],
  ],
  [
    'missing actions of nobody',
    '    missingAction: { left: partner, rihgt: last }',
    [
      'study.yaml:44:37 scenes[4].missingAction.rihgt: expected an agent whose role is human, found "rihgt" → Did you mean "right"?',
    ],
  ],
  [
    'missing actions that are neither a word nor a map',
    '    missingAction: 3',
    ['study.yaml:44:20 scenes[4].missingAction: expected text or a map of keys, found 3 → Write one of these.'],
  ],
])('%s is told with its place and its remedy', (_, line, problems) => {
  expect(withLine(line).problems.map(describeProblem)).toEqual(problems);
});

test('one word for missing actions is for all humans, a map for each by itself', () => {
  expect(sceneOf(withLine('    missingAction: last'))).toMatchObject({
    missingAction: { left: 'last', right: 'last' },
  });
  expect(sceneOf(withLine('    missingAction: { right: partner }'))).toMatchObject({
    missingAction: { right: 'partner' },
  });
  expect(sceneOf(withLine(''))).toMatchObject({ missingAction: {} });
});

test('a model that stands in must know the actions of its agent', () => {
  const yaml = withYaml('    fill: partner\n', '    fill: lazy\n    missingAction: { right: partner }\n');
  const metadata = (yaml['policies/partner.json'] ?? '').replace('"right"', '"other"');
  const problems = check({ ...yaml, 'policies/partner.json': metadata }).problems.map(({ message }) => message);
  expect(problems).toEqual([expect.stringContaining('"partner" may play "right"')]);
});
