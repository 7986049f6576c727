import { describe, expect, test } from 'vitest';
import type { Scene } from '../../../protocol/study';
import { consent, end, form, game, lobby, makeStudy, quiz, treat } from './testing/makeStudy';
import { openRoom, type Room } from './testing/openRoom';
import { viewStation } from './viewStation';

const CANARY = 'CANARY';

/** A study whose every secret holds the canary: what is right, what plays, where the code is. */
const secretive = (): Scene[] => [
  consent('ask'),
  quiz('quiz', { key: { first: `${CANARY}-key`, second: 'no' }, hints: { first: `${CANARY}-hint`, second: 'fine' } }),
  form('form'),
  lobby('meet'),
  game('play', { left: 'human', right: 'human' }, { fill: `${CANARY}-policy` }),
  end('bye'),
];

const playThrough = (room: Room): unknown[] => {
  const shown: unknown[] = [];
  const look = () => shown.push(...['LAB01', 'LAB02', 'LAB03'].map((seat) => viewStation(room.state(), seat)));
  const act = (command: Parameters<Room['act']>[0]) => {
    room.act(command);
    look();
  };
  for (const number of [1, 2, 3]) {
    act({
      type: 'addSeat',
      participant: `p${number}`,
      tokenHash: `${CANARY}-token-${number}`,
      station: `${CANARY}-station`,
    });
    act({ type: 'connectStation', seat: `LAB0${number}`, station: `${CANARY}-station` });
  }
  act({ type: 'startSession' });
  for (const participant of ['p1', 'p2', 'p3']) {
    act({ type: 'advanceScene', participant, scene: 'ask', choice: 'agree' });
    act({ type: 'submitQuiz', participant, scene: 'quiz', answers: { first: `${CANARY}-key`, second: 'yes' } });
    act({ type: 'submitQuiz', participant, scene: 'quiz', answers: { first: `${CANARY}-key`, second: 'no' } });
    act({ type: 'submitForm', participant, scene: 'form', answers: { q: `${CANARY}-answer` } });
  }
  room.atMs = 5000;
  act({ type: 'passTime' });
  const error = { kind: 'raise', message: `${CANARY}-error` } as const;
  const { game = '' } = room.state().games.find(({ members }) => JSON.stringify(members).includes('"p1"')) ?? {};
  act({ type: 'startEpisode', game, episode: 0 });
  act({ type: 'failGame', game, episode: 0, tick: 3, error });
  act({ type: 'advanceScene', participant: 'p1', scene: 'play' });
  act({ type: 'endSession', reason: `${CANARY}-reason` });
  return shown;
};

describe('secrets', () => {
  test('no station is ever sent a key, a hint not earned, a policy, a token, a reason, an error', () => {
    const study = makeStudy(secretive());
    const room = openRoom({
      ...treat(study, 'session', [{ name: `${CANARY}-one` }, { name: `${CANARY}-two` }]),
      policies: { [`${CANARY}-policy`]: { kind: 'noop', action: 0 } },
      environments: {
        field: {
          file: `${CANARY}.py`,
          class: CANARY,
          runtime: 'pyodide',
          kwargs: { treatment: CANARY },
          canvas: { width: 8, height: 8 },
        },
      },
    });
    const shown = playThrough(room);
    // The answers a participant gave themselves come back to them, and to nobody else.
    const others = shown.map((view) => JSON.stringify(view).replace(/"answers":\{[^}]*\}/g, '""'));
    expect(others.length).toBeGreaterThan(50);
    expect(others.filter((text) => text.includes(CANARY))).toEqual([]);
    const seeds = room.state().games.map((one) => String(one.seed));
    expect(seeds.length).toBeGreaterThan(0);
    expect(others.filter((text) => seeds.some((seed) => text.includes(seed)))).toEqual([]);
  });

  test('no station is ever sent the name of a treatment, its own or another', () => {
    for (const by of ['participant', 'group'] as const) {
      const names = [`${CANARY}-one`, `${CANARY}-two`];
      const room = openRoom(
        treat(
          makeStudy(secretive()),
          by,
          names.map((name) => ({ name, environments: { field: { [CANARY]: name } } })),
        ),
      );
      const shown = playThrough(room).map((view) => JSON.stringify(view));
      expect(JSON.stringify(room.state().assigned)).toContain(CANARY);
      expect(shown.filter((text) => names.some((name) => text.includes(name)))).toEqual([]);
    }
  });

  test('answers and completion codes are shown to their own participant only', () => {
    const room = openRoom(makeStudy([quiz('quiz'), end('bye')]));
    room.seat(2);
    room.act({ type: 'startSession' });
    room.act({ type: 'submitQuiz', participant: 'p1', scene: 'quiz', answers: { first: 'MINE' } });
    expect(JSON.stringify(viewStation(room.state(), 'LAB01'))).toContain('MINE');
    expect(JSON.stringify(viewStation(room.state(), 'LAB02'))).not.toContain('MINE');
    room.act({ type: 'submitQuiz', participant: 'p1', scene: 'quiz', answers: { first: 'yes', second: 'no' } });
    const mine = viewStation(room.state(), 'LAB01')?.screen;
    const code = mine?.kind === 'end' ? mine.completionCode : null;
    expect(code).toHaveLength(8);
    expect(JSON.stringify(viewStation(room.state(), 'LAB02'))).not.toContain(code);
  });

  test('the view of a quiz does not depend on what is right', () => {
    const views = ['a', 'b'].map((first) => {
      const room = openRoom(makeStudy([quiz('quiz', { key: { first } }), end('bye')]));
      room.seat(1);
      room.act({ type: 'startSession' });
      return viewStation(room.state(), 'LAB01');
    });
    expect(views[0]).toEqual(views[1]);
  });
});

test('a completion code stays the same however often it is looked at, and after the session has ended', () => {
  const room = openRoom(makeStudy([form('form'), end('bye')]));
  room.seat(1);
  room.act({ type: 'startSession' });
  room.act({ type: 'submitForm', participant: 'p1', scene: 'form', answers: {} });
  const before = viewStation(room.state(), 'LAB01')?.screen;
  room.act({ type: 'recoverSession', gapMs: 1, wall: '' });
  room.act({ type: 'connectStation', seat: 'LAB01', station: 'other' });
  room.act({ type: 'endSession', reason: '' });
  expect(viewStation(room.state(), 'LAB01')?.screen).toEqual(before);
});

test('codes differ within a session even when the draws repeat', () => {
  const room = openRoom(makeStudy([end('bye')]));
  room.seat(8);
  room.act({ type: 'startSession' });
  const codes = room.events().flatMap((event) => (event.type === 'participantFinished' ? [event.completionCode] : []));
  expect(new Set(codes).size).toBe(8);
});

test('a seat that is not there has no view', () => {
  expect(viewStation(openRoom(makeStudy([end('bye')])).state(), 'LAB01')).toBeNull();
});
