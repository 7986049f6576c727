import { expect, test } from 'vitest';
import { checkStudy } from './checkStudy';
import { describeProblem } from './describeProblem';
import { studyFilesOf } from './StudyFiles';
import { goodHashes, withYaml } from './testing/goodStudy';

/** The good study (welcome, consent, quiz, meet, play, ask, more, bye) with these blocks. */
const withBlocks = (...blocks: string[]) =>
  checkStudy(
    studyFilesOf(withYaml('scenes:\n', `blocks:\n${blocks.map((block) => `  - ${block}\n`).join('')}scenes:\n`)),
    goodHashes,
  );
const problemsOf = (...blocks: string[]): string[] => withBlocks(...blocks).problems.map(describeProblem);

test('good blocks are read with their units, and keep all unless they say so', () => {
  const { study, problems } = withBlocks(
    '{ scenes: [[meet, play], ask], shuffle: true, keep: 1 }',
    '{ scenes: [welcome, consent], repeat: 2 }',
  );
  expect(problems).toEqual([]);
  expect(study?.blocks).toEqual([
    { units: [['meet', 'play'], ['ask']], shuffle: true, keep: 1, repeat: 1 },
    { units: [['welcome'], ['consent']], shuffle: false, keep: 2, repeat: 2 },
  ]);
});

test.each([
  [['{ scenes: [askk] }'], /blocks\[0\]\.scenes\[0\]: there is no scene "askk" → Did you mean "ask"\?/],
  [['{ scenes: [more, bye] }'], /scene "bye" is the end → Leave it out: it comes last/],
  [['{ scenes: [ask] }', '{ scenes: [ask, more] }'], /blocks\[1\]\.scenes\[0\]: scene "ask" is in a block already/],
  [['{ scenes: [welcome, quiz] }'], /blocks\[0\]\.scenes: expected scenes that follow one another.*without a gap/],
  [['{ scenes: [more, ask] }'], /expected scenes that follow one another, in the order in which they stand/],
  [['{ scenes: [ask, more], keep: 3 }'], /blocks\[0\]\.keep: expected at most 2, as many as there are, found 3/],
  [
    ['{ scenes: [meet, play], shuffle: true }'],
    /scenes\[4\]: the lobby "meet" may come after the game "play".*as \[meet, play\]/,
  ],
  [
    ['{ scenes: [quiz, meet], keep: 1 }'],
    /scenes\[4\]: the lobby "meet" may come after the game "play", or not at all/,
  ],
  [['{ scenes: [ask], repeat: 0 }'], /blocks\[0\]\.repeat/],
])('%s is told', (blocks, words) => {
  expect(problemsOf(...blocks).join('\n')).toMatch(words);
});

test('a lobby that is shuffled but always played serves the games after its block', () => {
  expect(problemsOf('{ scenes: [quiz, meet], shuffle: true }')).toEqual([]);
});
