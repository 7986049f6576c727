import { describe, expect, it } from 'vitest';
import { checkStudy } from './checkStudy';
import { describeProblem } from './describeProblem';
import { studyFilesOf } from './StudyFiles';
import { goodHashes, goodStudy, withYaml } from './testing/goodStudy';

const pay = (points: string, more = ''): Record<string, string> =>
  withYaml('scenes:', `payment: { currency: EUR, showUpFee: 5, perPoint: 0.05, points: [${points}]${more} }\nscenes:`);
const check = (texts: Record<string, string>) => checkStudy(studyFilesOf(texts), goodHashes);
const problems = (texts: Record<string, string>): string[] => check(texts).problems.map(describeProblem);

describe('what a study pays', () => {
  it('may be nothing, or points of its games and quizzes', () => {
    expect(check(goodStudy).study).not.toHaveProperty('payment');
    expect(check(pay('quiz, play')).study?.payment).toEqual({
      currency: 'EUR',
      showUpFee: 5,
      perPoint: 0.05,
      points: ['quiz', 'play'],
      roundTo: 0.01,
      rounding: 'nearest',
      show: false,
    });
  });

  it.each([
    ['a scene that is not there', pay('plai'), 'there is no scene "plai"', 'Did you mean "play"?'],
    ['a scene that gives no points', pay('welcome'), 'is a page, which gives no points', 'Use one of: quiz, play'],
    [
      'a currency in small letters',
      withYaml('scenes:', 'payment: { currency: eur }\nscenes:'),
      'a currency by its three letters',
      'Write, for example, "EUR".',
    ],
    [
      'a currency in words',
      withYaml('scenes:', 'payment: { currency: Euro }\nscenes:'),
      'e.g. EUR, found "Euro" → Change it to fit.',
    ],
    ['an eighth of a cent', pay('play', ', roundTo: 0.125'), 'payment.roundTo', 'at most two decimals'],
  ])('cannot be %s', (_, texts, ...words) => {
    const [problem = '', ...others] = problems(texts);
    expect(others).toEqual([]);
    for (const word of words) expect(problem).toContain(word);
  });
});
