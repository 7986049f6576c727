import { describe, expect, test } from 'vitest';
import type { Study } from '../../../protocol/study';
import { isLeftOut, treatedStudy } from '../../../protocol/treatedStudy';
import { checkStudy } from './checkStudy';
import { studyFilesOf } from './StudyFiles';
import { goodHashes, goodStudy, withYaml } from './testing/goodStudy';

const treatments = `treatments:
  - { name: low, parameters: { points: 3, partner: human, hz: 20 } }
  - { name: high, weight: 2, parameters: { points: 7, partner: lazy, hz: 60 } }
`;
/** The good study with treatments, and with these pieces of study.yaml replaced. */
const withTreatments = (pieces: [string, string][] = [], head = treatments): Record<string, string> => {
  const files = withYaml('seats: {', `${head}seats: {`);
  const yaml = pieces.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`study.yaml has no ${from}`);
    return text.replace(from, to);
  }, files['study.yaml'] ?? '');
  return { ...files, 'study.yaml': yaml };
};
const check = (files: Record<string, string>) => checkStudy(studyFilesOf(files), goodHashes);
const studyOf = (files: Record<string, string>): Study => {
  const { study, problems } = check(files);
  if (!study) throw new Error(JSON.stringify(problems));
  return study;
};
const told = (files: Record<string, string>) =>
  check(files).problems.map(({ file, line, message, remedy }) => `${file}:${line} ${message} → ${remedy}`);

describe('a study with treatments', () => {
  test('is, under each of them, the study with its parameters filled in', () => {
    const study = studyOf({
      ...withTreatments([
        ['points: 5', "points: '{{points}}', layout: [1, '{{ hz }}']"],
        ['right: human }', "right: '{{partner}}' }"],
        ['fill: partner', "fill: partner\n    tickHz: '{{hz}}'"],
        ['text: Thank you!', "text: 'Thank you for {{points}} points, {{points}}!'"],
        ['text: It was fun.', "text: 'At {{hz}} Hz it was fun.'"],
      ]),
      'pages/welcome.md': '# Welcome\n\nA game of {{points}} points.',
      'forms/more.json': '{ "elements": [{ "type": "text", "name": "more", "title": "To {{points}}?" }] }',
    });
    const [low, high] = ['low', 'high'].map((name) => treatedStudy(study, name));
    expect(low?.environments['field']?.kwargs).toEqual({ points: 3, layout: [1, 20] });
    expect(high?.environments['field']?.kwargs).toEqual({ points: 7, layout: [1, 60] });
    const sceneOf = (of: Study | undefined, id: string) => of?.scenes.find((scene) => scene.id === id);
    expect(sceneOf(low, 'play')).toMatchObject({ roles: { left: 'human', right: 'human' }, tickHz: 20 });
    expect(sceneOf(high, 'play')).toMatchObject({ roles: { left: 'human', right: 'lazy' }, tickHz: 60 });
    expect(sceneOf(high, 'bye')?.text).toBe('Thank you for 7 points, 7!');
    expect(sceneOf(high, 'welcome')?.text).toContain('A game of 7 points.');
    expect(JSON.stringify(sceneOf(low, 'ask'))).toContain('At 20 Hz it was fun.');
    expect(JSON.stringify(sceneOf(high, 'more'))).toContain('To 7?');
    expect(study.treatments).toMatchObject({ by: 'participant', list: [{ weight: 1 }, { weight: 2 }] });
    expect(study.treatments?.list[0]?.scenes).toEqual({});
    expect(treatedStudy(study, null)).toBe(study);
  });

  test('leaves scenes out; what is left out under the first stands in the study as the others have it', () => {
    const study = studyOf(
      withTreatments([
        ['survey: forms/more.json', 'survey: forms/more.json\n    when: { treatment: high }'],
        ['text: Do you agree?', 'text: Do you agree?\n    when: { treatment: [low, high] }'],
      ]),
    );
    expect(['low', 'high'].map((name) => isLeftOut(study, name, 'more'))).toEqual([true, false]);
    expect(isLeftOut(study, 'low', 'consent')).toBe(false);
    expect(JSON.stringify(study.scenes.find(({ id }) => id === 'more'))).toContain('"more"');
  });

  test('without parameters, and texts with {{ in a study without treatments, stay as they are', () => {
    expect(studyOf(withTreatments([], 'treatments: [{ name: a }, { name: b }]\nassign: session\n')).treatments).toEqual(
      {
        by: 'session',
        list: ['a', 'b'].map((name) => ({ name, weight: 1, parameters: {}, scenes: {}, environments: {} })),
      },
    );
    const plain = studyOf({ ...goodStudy, 'pages/welcome.md': 'Write {{name}}.' });
    expect(plain.scenes[0]?.text).toBe('Write {{name}}.');
    expect('treatments' in plain).toBe(false);
  });
});

describe('what is wrong with treatments is told with its place and what to write', () => {
  test.each<[string, Record<string, string>, string[]]>([
    [
      'a parameter that is not there, in the file and in a page',
      { ...withTreatments([['points: 5', "points: '{{point}}'"]]), 'pages/welcome.md': 'Hello\nyou {{who}}' },
      [
        'study.yaml:15 no treatment has a parameter point → Did you mean "points"?',
        'pages/welcome.md:2 no treatment has a parameter who → Use one of: points, partner, hz.',
      ],
    ],
    [
      'a value that does not fit, with the treatment',
      withTreatments([['fill: partner', "fill: partner\n    tickHz: '{{points}}'\n    waitS: '{{partner}}'"]]),
      [
        'study.yaml:48 expected a number, found "human" (treatment low) → Write a number.',
        'study.yaml:48 expected a number, found "lazy" (treatment high) → Write a number.',
      ],
    ],
    [
      'a policy that is not there under one of them',
      withTreatments([['right: human }', "right: '{{partner}}' }"]], treatments.replace('lazy', 'lazzy')),
      ['study.yaml:45 expected human or the name of a policy, found "lazzy" (treatment high) → Did you mean "lazy"?'],
    ],
    [
      'parameters that differ',
      withTreatments([], treatments.replace(', hz: 60', ', herz: 60')),
      [
        'study.yaml:9 treatment high has no parameter hz, which low has → Write "hz: …" below its parameters: all treatments have the same.',
        'study.yaml:9 treatment low has no parameter herz → Give it to all treatments, or take it out here.',
      ],
    ],
    [
      'a name twice',
      withTreatments([], treatments.replace('name: high', 'name: low')),
      ['study.yaml:9 there is a treatment low already → Give it another name.'],
    ],
    [
      'an unknown treatment in when, and a when on the end',
      withTreatments([
        ['file: pages/welcome.md', 'file: pages/welcome.md\n    when: { treatment: lo }'],
        ['text: Thank you!', 'text: Thank you!\n    when: { treatment: low }'],
      ]),
      [
        'study.yaml:28 there is no treatment "lo" → Did you mean "low"?',
        'study.yaml:64 the end is for everybody → Take this key out. What differs goes into its text, as {{…}}.',
      ],
    ],
    [
      'a game of several whose lobby is left out',
      withTreatments([['groupSize: 2', 'groupSize: 2\n    when: { treatment: low }']]),
      [
        'study.yaml:46 people play together here, but no lobby before it makes groups → Add a scene of kind lobby somewhere before this one.',
      ],
    ],
    [
      'something that depends on the treatment before the lobby that gives it',
      { ...withTreatments([], `assign: group\n${treatments}`), 'pages/welcome.md': 'For {{points}} points' },
      [
        'study.yaml:25 this scene depends on the treatment, which groups get at the end of the lobby meet → Put it after that lobby, or write "assign: participant".',
      ],
    ],
    [
      'when and assign without treatments',
      withTreatments([['text: Do you agree?', 'text: Do you agree?\n    when: { treatment: low }']], 'assign: group\n'),
      [
        'study.yaml:7 there are no treatments to give out → Describe them under "treatments:", or take this key out.',
        'study.yaml:29 there is no treatment "low" → Describe it under "treatments:" first.',
      ],
    ],
    [
      'an unknown key in which parameters stand, once',
      withTreatments([['fill: partner', "fill: partner\n    colour: '{{points}}'"]]),
      [expect.stringMatching(/^study.yaml:47 unknown key "colour" → Use one of: /)],
    ],
    [
      'braces without quotes',
      withTreatments([['points: 5', 'points: {{points}}']]),
      [expect.stringContaining("Put {{…}} in quotes: '{{name}}'.") as string],
    ],
  ])('%s', (_name, files, wanted) => {
    expect(told(files)).toEqual(wanted);
  });
});
