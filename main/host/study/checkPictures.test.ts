import { expect, test } from 'vitest';
import { checkStudy } from './checkStudy';
import { describeProblem } from './describeProblem';
import { studyFilesOf } from './StudyFiles';
import { goodHashes, goodStudy, withYaml } from './testing/goodStudy';

const told = (files: Record<string, string>): string[] =>
  checkStudy(studyFilesOf(files), goodHashes).problems.map(describeProblem);
/** The good study with this text on its first page. */
const page = (text: string, more: Record<string, string> = {}) =>
  told({ ...goodStudy, 'pages/welcome.md': text, ...more });

test('a picture of the study may stand in a page, also one with a blank in its name', () => {
  expect(page('![card](pictures/card.svg) ![card](./pictures/card.svg)')).toEqual([]);
  expect(page('![a](pictures/a%20b.png) ![a](<pictures/a b.png>)', { 'pictures/a b.png': '' })).toEqual([]);
  expect(page('No picture: `![x](pictures/nowhere.png)`')).toEqual([]);
});

test.each([
  [
    'one that is not there',
    'Look:\n\n![card](pictures/cart.svg)',
    'pages/welcome.md:3:1: there is no file "pictures/cart.svg" in the study folder → Did you mean "pictures/card.svg"?',
  ],
  [
    'a path from the page',
    '![card](../pictures/card.svg)',
    'pages/welcome.md:1:1: expected a path inside the study folder, found "../pictures/card.svg" → Write "pictures/card.svg": paths begin at the study folder, in every file.',
  ],
  [
    'a picture beside the page',
    '![card](near.png)',
    'pages/welcome.md:1:1: there is no file "near.png" in the study folder → Write "pages/near.png": paths begin at the study folder, in every file.',
  ],
  [
    'one of the internet',
    '![cat](https://example.org/cat.png)',
    'pages/welcome.md:1:1: expected a picture of the study, found "https://example.org/cat.png" → Stations show nothing from elsewhere: put it into the study folder and write its path from there, like pictures/field.png.',
  ],
])('%s is told with its line', (_, text, line) => {
  expect(page(text, { 'pages/near.png': '' })).toEqual([line]);
});

test('pictures of a SurveyJS form are looked for too; those that are data are there', () => {
  const choices = ['pictures/card.svg', 'data:image/png;base64,AAAA', 'faces/sad.png', 'https://example.org/a.png'];
  const form = JSON.stringify(
    { elements: [{ type: 'imagepicker', name: 'face', choices: choices.map((imageLink) => ({ imageLink })) }] },
    null,
    2,
  );
  expect(told({ ...goodStudy, 'forms/more.json': form })).toEqual([
    expect.stringMatching(/^forms\/more\.json:14:1: there is no file "faces\/sad\.png" in the study folder/),
    expect.stringMatching(/^forms\/more\.json:17:1: expected a picture of the study, found "https:\/\/example/),
  ]);
});

test('a picture in study.yaml itself is looked for too', () => {
  expect(told(withYaml('text: Do you agree?', 'text: "![x](pictures/none.png)"'))).toEqual([
    expect.stringMatching(/^study\.yaml:27:11 scenes\[1\]\.text: there is no file "pictures\/none\.png"/),
  ]);
});
