import { describe, expect, test } from 'vitest';
import { consent, end, form, makeStudy, page, quiz } from './testing/makeStudy';
import { openRoom } from './testing/openRoom';
import { viewStation } from './viewStation';

const advance = (scene: string, choice?: 'agree' | 'decline') =>
  ({ type: 'advanceScene', participant: 'p1', scene, choice }) as const;
const tryQuiz = (answers: Record<string, unknown>) =>
  ({ type: 'submitQuiz', participant: 'p1', scene: 'quiz', answers }) as const;

const started = (...scenes: Parameters<typeof makeStudy>[0]) => {
  const room = openRoom(makeStudy(scenes));
  room.seat(1);
  room.act({ type: 'startSession' });
  return room;
};
const screen = (room: ReturnType<typeof openRoom>, seat = 'LAB01') => viewStation(room.state(), seat)?.screen;

describe('going on', () => {
  test('a participant goes through the scenes in order and is given a code at the end', () => {
    const room = started(page('one'), form('two'), end('bye'));
    expect(screen(room)).toMatchObject({ kind: 'page', scene: 'one', text: 'Text of one' });
    room.act(advance('one'));
    expect(screen(room)).toMatchObject({ kind: 'form', scene: 'two' });
    room.act({ type: 'submitForm', participant: 'p1', scene: 'two', answers: { q: 'a' } });
    expect(room.last()).toEqual(['answersSubmitted', 'sceneLeft', 'sceneEntered', 'participantFinished']);
    const shown = screen(room);
    expect(shown).toMatchObject({ kind: 'end', title: 'Title of bye' });
    expect(shown?.kind === 'end' && shown.completionCode).toMatch(/^[A-HJKMNP-Z2-9]{8}$/);
    expect(viewStation(room.state(), 'LAB01')?.progress).toEqual({ done: 3, of: 3 });
  });

  test('an end without a code gives none', () => {
    const room = started(page('one'), end('bye', false));
    room.act(advance('one'));
    expect(screen(room)).toMatchObject({ kind: 'end', completionCode: null });
  });

  test('a retry for a scene already left is accepted and does nothing', () => {
    const room = started(page('one'), form('two'), page('three'), end('bye'));
    room.act(advance('one'));
    expect(room.act(advance('one'))).toEqual([]);
    room.act({ type: 'submitForm', participant: 'p1', scene: 'two', answers: { q: 1 } });
    expect(room.act({ type: 'submitForm', participant: 'p1', scene: 'two', answers: { q: 2 } })).toEqual([]);
  });

  test('a scene not reached, an unknown one and the wrong kind are refused', () => {
    const room = started(page('one'), form('two'), end('bye'));
    expect(room.refused(advance('two')).code).toBe('scene/notReached');
    expect(room.refused(advance('bye')).code).toBe('scene/notReached');
    expect(room.refused(advance('nowhere')).code).toBe('scene/unknown');
    expect(room.refused({ type: 'submitForm', participant: 'p1', scene: 'one', answers: {} }).code).toBe(
      'scene/noForm',
    );
    room.act(advance('one'));
    expect(room.refused(advance('two')).code).toBe('scene/cannotAdvance');
    expect(room.refused({ type: 'advanceScene', participant: 'p9', scene: 'two' }).code).toBe('participant/unknown');
  });

  test('before the start nobody goes on; after the end only retries are accepted', () => {
    const room = openRoom(makeStudy([page('one'), page('two'), end('bye')]));
    room.seat(1);
    expect(room.refused(advance('one')).code).toBe('scene/notReached');
    expect(screen(room)).toEqual({ kind: 'waiting', title: 'Please wait', text: 'The experimenter will start soon.' });
    room.act({ type: 'startSession' });
    room.act(advance('one'));
    room.act({ type: 'endSession', reason: '' });
    expect(room.act(advance('one'))).toEqual([]);
    expect(room.refused(advance('two')).code).toBe('session/ended');
    expect(screen(room)).toMatchObject({ kind: 'end', completionCode: null });
  });
});

describe('consent', () => {
  test('who agrees goes on', () => {
    const room = started(consent('ask'), page('one'), end('bye'));
    expect(room.refused(advance('ask')).code).toBe('scene/choiceMissing');
    room.act(advance('ask', 'agree'));
    expect(screen(room)).toMatchObject({ kind: 'page', scene: 'one' });
  });

  test('who declines is out, whatever part of the events is on disk', () => {
    const room = started(consent('ask'), page('one'), end('bye'));
    const before = room.events().length;
    room.act(advance('ask', 'decline'));
    expect(room.last()).toEqual(['participantDeclined', 'sceneLeft']);
    expect(screen(room)).toEqual({ kind: 'end', title: '', text: 'You declined.', completionCode: null, pay: null });
    expect(room.act(advance('ask', 'agree'))).toEqual([]);
    expect(room.refused(advance('one')).code).toBe('scene/notReached');
    expect(room.events()[before]).toMatchObject({ type: 'participantDeclined', participant: 'p1' });
  });
});

describe('quiz', () => {
  test('wrong answers stay, with hints; right ones go on', () => {
    const room = started(quiz('quiz'), end('bye'));
    expect(screen(room)).toMatchObject({ kind: 'quiz', attempt: 1, attemptsLeft: null, wrong: {}, answers: {} });
    room.act(tryQuiz({ first: 'no', second: 'yes' }));
    expect(room.last()).toEqual(['quizAttempted']);
    expect(screen(room)).toMatchObject({
      kind: 'quiz',
      attempt: 2,
      wrong: { first: 'hint of first', second: '' },
      answers: { first: 'no', second: 'yes' },
    });
    room.act(tryQuiz({ first: 'yes', second: 'no' }));
    expect(room.last()).toEqual(['quizAttempted', 'sceneLeft', 'sceneEntered', 'participantFinished']);
  });

  test('the same wrong answers again are a retry, not an attempt', () => {
    const room = started(quiz('quiz', { attempts: 2 }), end('bye'));
    room.act(tryQuiz({ first: 'no', second: 'no' }));
    expect(room.act(tryQuiz({ first: 'no', second: 'no' }))).toEqual([]);
    expect(screen(room)).toMatchObject({ kind: 'quiz', attemptsLeft: 1, wrong: { first: 'hint of first' } });
  });

  test('after the last attempt the participant goes on', () => {
    const room = started(quiz('quiz', { attempts: 2 }), end('bye'));
    room.act(tryQuiz({}));
    room.act(tryQuiz({ first: 'no', second: 'no' }));
    expect(screen(room)).toMatchObject({ kind: 'end' });
    const attempts = room.events().filter((event) => event.type === 'quizAttempted');
    expect(attempts).toMatchObject([
      { attempt: 1, wrong: ['first', 'second'] },
      { attempt: 2, wrong: ['first'] },
    ]);
  });
});
