import { expect, it } from 'vitest';
import { payment } from './payment';
import { pointsOf } from './pointsOf';
import { type Scene, scene } from './study';

const spec = payment.parse({ currency: 'EUR', showUpFee: 0, perPoint: 1, points: ['quiz'] });
const quizOf = (...questions: string[]): Scene =>
  scene.parse({
    id: 'quiz',
    kind: 'quiz',
    title: 'Quiz',
    text: '',
    survey: { pages: [{ name: 'page1', elements: questions.map((name) => ({ type: 'text', name })) }] },
    key: Object.fromEntries(questions.map((name) => [name, 'right'])),
    hints: {},
    attempts: null,
  });

it('counts a quiz by the questions that the participant was asked, whatever others are asked', () => {
  const scenesOf = (participant: string): Scene[] => [
    participant === 'ada' ? quizOf('q1', 'q2') : quizOf('r1', 'r2', 'r3'),
  ];
  const attempt = (participant: string, wrong: string[]) =>
    pointsOf(
      spec,
      scenesOf,
      { type: 'quizAttempted', atMs: 0, participant, scene: 'quiz', attempt: 1, answers: {}, wrong },
      () => undefined,
    );
  expect(attempt('ada', ['q1'])).toEqual([{ participant: 'ada', points: 1 }]);
  expect(attempt('bob', [])).toEqual([{ participant: 'bob', points: 3 }]);
  expect(attempt('bob', ['r1', 'r2', 'r3'])).toEqual([{ participant: 'bob', points: 0 }]);
});
