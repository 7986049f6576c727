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
  [
    'a region without size',
    '    regions:\n      left: { x: 0, y: 0, w: 0.5, h: 1, action: 1 }\n      wide: { x: 0.6, y: 0, w: 0.5, h: 0, action: 2 }',
    ['study.yaml:46:40 scenes[4].regions.wide.h: expected more than 0, found 0 → Change it to fit.'],
  ],
  [
    'a region beyond the canvas',
    '    regions: { wide: { x: 0.6, y: 0, w: 0.5, h: 1, action: 2 } }',
    [
      'study.yaml:44:16 scenes[4].regions.wide: expected the region within the canvas, found x + w greater than 1 → All four are fractions of the canvas: write, for example, w: 0.4.',
    ],
  ],
  [
    'regions and the place of the pointer at once',
    '    pointer: position\n    regions: { all: { x: 0, y: 0, w: 1, h: 1, action: 2 } }',
    ['study.yaml:44:14 scenes[4].pointer: expected either pointer or regions, found both → Take one of the two out.'],
  ],
  [
    'a place that is no word for it',
    '    pointer: mouse',
    ['study.yaml:44:14 scenes[4].pointer: expected position, found "mouse" → Write position.'],
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

test('regions are keys under codes of their own, and a scene may have nothing else to play with', () => {
  const keys = '    keys:\n      ArrowLeft: 1\n      ArrowLeft+Space: 4\n';
  const regions = '    regions: { left: { x: 0, y: 0, w: 0.5, h: 1, action: 5 } }\n';
  expect(sceneOf(check(withYaml(keys, regions)))).toMatchObject({
    keys: { '@left': 5 },
    regions: { left: { x: 0, y: 0, w: 0.5, h: 1 } },
    pointer: null,
    padDeadZone: 0.3,
  });
  expect(sceneOf(check(withYaml(keys, '    pointer: position\n')))).toMatchObject({ keys: {}, pointer: 'position' });
  const pad = '    keys: { PadA: 1, StickLeft+PadB: 2 }\n';
  expect(sceneOf(check(withYaml(keys, pad)))).toMatchObject({ keys: { PadA: 1, 'StickLeft+PadB': 2 } });
  const wrong = check(withYaml(keys, '    keys: { StikLeft: 1 }\n')).problems.map(describeProblem);
  expect(wrong).toEqual([expect.stringMatching(/expected a key code.*found "StikLeft" → Did you mean "StickLeft"/)]);
});
