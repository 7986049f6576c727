import { shared } from './sharedColumns';
import { column, type Table } from './Table';

/** One row per answer: the long table. */
export const answers: Table = {
  name: 'answers',
  rowIs: 'One answer to one question of a form or a quiz, each attempt of a quiz included.',
  from: 'events',
  columns: () => [
    shared.session,
    shared.participant,
    shared.seat,
    shared.scene,
    column('kind', 'text', 'form or quiz.'),
    column('attempt', 'integer', 'Number of the attempt at a quiz, from 1; empty for a form.'),
    column('question', 'text', 'Id of the question.'),
    column('answer', 'any', 'What was answered.'),
    column('correct', 'boolean', 'Whether the answer to a quiz question was right; empty for a form.'),
    shared.atMs,
    column('wall', 'time', 'Wall time of the host at which it was handed in, ISO 8601 with offset.'),
  ],
  project: ({ session, events, seats }) =>
    events.flatMap(({ body, atMs, wall }) => {
      if (body.type !== 'answersSubmitted' && body.type !== 'quizAttempted') return [];
      const quiz = body.type === 'quizAttempted' ? body : null;
      return Object.entries(body.answers).map(([question, answer]) => ({
        session,
        participant: body.participant,
        seat: seats.get(body.participant)?.seat ?? null,
        scene: body.scene,
        kind: quiz === null ? 'form' : 'quiz',
        attempt: quiz?.attempt ?? null,
        question,
        answer,
        correct: quiz === null ? null : !quiz.wrong.includes(question),
        at_ms: atMs,
        wall,
      }));
    }),
};
