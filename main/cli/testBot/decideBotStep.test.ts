import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Screen, StationView } from '../../../protocol/view';
import { makeQuizSurvey } from '../../host/study/makeSurvey';
import { decideBotStep, emptyMemory } from './decideBotStep';

const viewOf = (screen: Screen, paused = false): StationView => ({
  session: 'S',
  study: 'A study',
  seat: 'LAB01',
  participant: 'P',
  progress: { done: 0, of: 1 },
  paused,
  screen,
});
const text = { scene: 's', title: '', text: '' };
const page: Screen = { kind: 'page', ...text, button: 'Go on' };

const stepAt = (screen: Screen, paused = false) => decideBotStep(viewOf(screen, paused), emptyMemory, 1).step;

describe('a test bot', () => {
  test('reads on, agrees, waits with the others, and is done at the end', () => {
    expect(stepAt(page)).toMatchObject({ do: 'advance', scene: 's' });
    expect(stepAt({ kind: 'consent', ...text, agree: 'Yes', decline: 'No' })).toMatchObject({ choice: 'agree' });
    expect(stepAt({ kind: 'lobby', ...text, present: 1, of: 2, untilMs: 9 })).toMatchObject({ do: 'wait' });
    expect(stepAt({ kind: 'waiting', title: '', text: '' })).toMatchObject({ do: 'wait' });
    expect(stepAt({ kind: 'end', title: '', text: '', completionCode: 'C', pay: null })).toMatchObject({
      do: 'finish',
      completionCode: 'C',
    });
  });

  test('does nothing while the session is paused', () => {
    expect(stepAt(page, true)).toMatchObject({ do: 'wait' });
  });

  test('answers the same way when it is asked again', () => {
    const form: Screen = {
      kind: 'form',
      ...text,
      survey: { elements: [{ type: 'radiogroup', name: 'q', isRequired: true, choices: ['a', 'b', 'c'] }] },
    };
    expect(stepAt(form)).toEqual(stepAt(form));
  });
});

describe('a quiz', () => {
  const quiz = fc
    .array(fc.tuple(fc.integer({ min: 2, max: 6 }), fc.nat()), { minLength: 1, maxLength: 5 })
    .map((shape) =>
      shape.map(([count, right], index) => {
        const options = Array.from({ length: count }, (_, option) => `option ${option}`);
        return { id: `q${index}`, text: '?', options, answer: options[right % count] ?? '' };
      }),
    );

  test('is passed without knowing the key, in as many attempts as the longest question has options', () => {
    fc.assert(
      fc.property(quiz, fc.nat(), (questions, seed) => {
        let memory = emptyMemory;
        let last: { wrong: string[]; answers: Record<string, unknown> } = { wrong: [], answers: {} };
        const most = Math.max(...questions.map(({ options }) => options.length));
        for (let attempt = 1; attempt <= most; attempt += 1) {
          const screen: Screen = {
            kind: 'quiz',
            ...text,
            survey: makeQuizSurvey(questions),
            attempt,
            attemptsLeft: null,
            wrong: Object.fromEntries(last.wrong.map((id) => [id, ''])),
            answers: last.answers,
          };
          const decided = decideBotStep(viewOf(screen), memory, seed);
          // The same view may arrive twice, as after a reconnect.
          memory = decideBotStep(viewOf(screen), decided.memory, seed).memory;
          if (decided.step.do !== 'submitQuiz') throw new Error('a quiz is to be answered');
          const { answers } = decided.step;
          for (const { id, answer } of questions) if (last.answers[id] === answer) expect(answers[id]).toBe(answer);
          last = { answers, wrong: questions.filter(({ id, answer }) => answers[id] !== answer).map(({ id }) => id) };
          if (last.wrong.length === 0) return;
        }
        expect(last.wrong).toEqual([]);
      }),
    );
  });
});
