import { expect, test } from 'vitest';
import { end, form, lobby, makeStudy, page } from './testing/makeStudy';
import { openRoom } from './testing/openRoom';
import { decideSession } from './decideSession';
import { foldSession } from './foldSession';
import { nextTimerMs } from './nextTimerMs';
import { viewSession } from './viewSession';
import { viewStation } from './viewStation';

const scenes = [page('one'), form('two'), lobby('meet'), page('three'), end('bye')];
const toLobby = (participant: string) =>
  [
    { type: 'advanceScene', participant, scene: 'one' },
    { type: 'submitForm', participant, scene: 'two', answers: {} },
  ] as const;

test('a session needs its seats, says how many are missing, and starts everybody at the first scene', () => {
  const room = openRoom(makeStudy(scenes, { min: 2, max: 3 }));
  room.seat(1);
  expect(room.refused({ type: 'startSession' })).toEqual({
    code: 'session/tooFewSeats',
    message: 'This study needs at least 2 seats, and 1 is taken. Let 1 more join, then start.',
  });
  room.seat(1);
  room.act({ type: 'startSession' });
  expect(room.last()).toEqual(['sessionStarted', 'sceneEntered', 'sceneEntered']);
  expect(room.act({ type: 'startSession' })).toEqual([]);
});

test('a newcomer joins a running session at the first scene, until the seats are taken or the session is over', () => {
  const room = openRoom(makeStudy(scenes, { min: 1, max: 2 }));
  room.seat(1);
  room.act({ type: 'startSession' });
  room.act({ type: 'addSeat', participant: 'p2', tokenHash: 'h', station: 's' });
  expect(room.last()).toEqual(['seatAdded', 'sceneEntered']);
  expect(room.at(2)).toMatchObject({ seat: 'LAB02', place: { at: 'scene', index: 0 } });
  expect(room.refused({ type: 'addSeat', participant: 'p3', tokenHash: 'h', station: 's' }).code).toBe('session/full');
  room.act({ type: 'endSession', reason: 'fire alarm' });
  expect(room.refused({ type: 'addSeat', participant: 'p3', tokenHash: 'h', station: 's' }).code).toBe('session/ended');
});

test('a participant has one seat', () => {
  const room = openRoom(makeStudy(scenes));
  room.seat(1);
  const again = { type: 'addSeat', participant: 'p1', tokenHash: 'h', station: 's' } as const;
  expect(room.refused(again).code).toBe('seat/participantExists');
});

test('a station that comes back to a seat is told once; another one takes the seat over', () => {
  const room = openRoom(makeStudy(scenes));
  room.seat(1);
  expect(room.act({ type: 'connectStation', seat: 'LAB01', station: 's1' })).toEqual([]);
  expect(room.act({ type: 'connectStation', seat: 'LAB01', station: 'spare' })).toHaveLength(1);
  expect(room.at(1)).toMatchObject({ participant: 'p1', station: 'spare', connected: true });
  room.act({ type: 'disconnectStation', seat: 'LAB01' });
  expect(room.act({ type: 'disconnectStation', seat: 'LAB01' })).toEqual([]);
  expect(room.refused({ type: 'connectStation', seat: 'LAB09', station: 's' }).code).toBe('seat/unknown');
});

test('pausing and resuming what is paused and running already changes nothing', () => {
  const room = openRoom(makeStudy(scenes));
  room.seat(1);
  expect(room.refused({ type: 'pauseSession', reason: '' }).code).toBe('session/notStarted');
  expect(room.refused({ type: 'resumeSession' }).code).toBe('session/notStarted');
  room.act({ type: 'startSession' });
  expect(room.act({ type: 'resumeSession' })).toEqual([]);
  room.act({ type: 'pauseSession', reason: 'water' });
  expect(room.act({ type: 'pauseSession', reason: 'again' })).toEqual([]);
  expect(room.refused({ type: 'startSession' }).code).toBe('session/paused');
  room.act({ type: 'endSession', reason: '' });
  expect(room.act({ type: 'endSession', reason: '' })).toEqual([]);
  expect(room.refused({ type: 'resumeSession' }).code).toBe('session/ended');
});

test('what is handed in during a pause is kept, but no wait runs and nothing forms', () => {
  const room = openRoom(makeStudy(scenes));
  room.seat(2);
  room.act({ type: 'startSession' });
  for (const command of toLobby('p1')) room.act(command);
  room.atMs = 400;
  room.act({ type: 'pauseSession', reason: '' });
  for (const command of toLobby('p2')) room.act(command);
  expect(room.events().filter((event) => event.type === 'answersSubmitted')).toHaveLength(2);
  expect(viewStation(room.state(), 'LAB02')).toMatchObject({ paused: true, screen: { kind: 'lobby', present: 2 } });
  room.atMs = 60_000;
  expect(room.act({ type: 'passTime' })).toEqual([]);
  expect(nextTimerMs(room.state())).toBeNull();
  room.act({ type: 'resumeSession' });
  expect(room.last()).toContain('groupFormed');
});

test('a wait does not count the pause', () => {
  const room = openRoom(makeStudy(scenes));
  room.seat(2);
  room.act({ type: 'startSession' });
  room.atMs = 100;
  for (const command of toLobby('p1')) room.act(command);
  expect(nextTimerMs(room.state())).toBe(1100);
  room.atMs = 600;
  room.act({ type: 'pauseSession', reason: '' });
  room.atMs = 10_600;
  room.act({ type: 'resumeSession' });
  expect(nextTimerMs(room.state())).toBe(11_100);
  expect(viewStation(room.state(), 'LAB01')?.screen).toMatchObject({ kind: 'lobby', untilMs: 11_100 });
  room.atMs = 11_099;
  expect(room.act({ type: 'passTime' })).toEqual([]);
  room.atMs = 11_100;
  room.act({ type: 'passTime' });
  expect(room.last()).toContain('groupFormed');
});

test('after a recovery everybody is away and waiting begins anew', () => {
  const room = openRoom(makeStudy(scenes));
  room.seat(2);
  room.act({ type: 'startSession' });
  for (const command of toLobby('p1')) room.act(command);
  room.atMs = 50_000;
  room.act({ type: 'recoverSession', gapMs: 49_000, wall: '2026-01-01T00:01:00+00:00' });
  expect(room.state().participants.map((one) => one.connected)).toEqual([false, false]);
  expect(nextTimerMs(room.state())).toBeNull();
  room.atMs = 50_500;
  room.act({ type: 'connectStation', seat: 'LAB01', station: 's1' });
  expect(room.last()).toEqual(['stationConnected']);
  expect(nextTimerMs(room.state())).toBe(51_000);
});

test('the console reads what happened', () => {
  const room = openRoom(makeStudy(scenes));
  expect(viewSession(room.state())).toMatchObject({
    phase: 'lobby',
    startedAtMs: null,
    seats: [],
    games: [],
    joinCode: 'JOIN',
  });
  room.seat(1);
  expect(viewSession(room.state()).seats).toMatchObject([
    { seat: 'LAB01', scene: '', sceneIndex: -1, state: 'waiting', connected: true },
  ]);
  room.atMs = 5;
  room.act({ type: 'startSession' });
  room.atMs = 9;
  room.act({ type: 'endSession', reason: 'done for today' });
  const view = viewSession(room.state());
  expect(view).toMatchObject({ phase: 'ended', startedAtMs: 5 });
  expect(view.notices.at(-1)).toEqual({ atMs: 9, text: 'The session was ended: done for today' });
});

test('time never runs backwards in the journal', () => {
  const room = openRoom(makeStudy(scenes));
  room.atMs = 100;
  room.seat(1);
  room.atMs = 40;
  expect(room.act({ type: 'startSession' })[0]).toMatchObject({ atMs: 100 });
});

test('one session at a time, and none without being created', () => {
  const room = openRoom(makeStudy(scenes));
  const context = { atMs: 0, draw: () => 0 };
  const { study } = room.state();
  const told = { session: 's2', joinCode: 'J', study, studyHash: 'h', seed: 1, appVersion: '0', wall: 'w' };
  expect(room.refused({ type: 'createSession', ...told }).code).toBe('session/exists');
  const decision = decideSession(null, { type: 'startSession' }, context);
  expect(decision).toMatchObject({ ok: false, error: { code: 'session/none' } });
});

test('a journal that is not one session is not folded', () => {
  const room = openRoom(makeStudy(scenes));
  room.seat(1);
  expect(() => foldSession(room.events().slice(1))).toThrow('must be sessionCreated');
  expect(() => foldSession([...room.events(), ...room.events()])).toThrow('created twice');
  expect(() => foldSession([...room.events(), { type: 'sessionResumed', atMs: 0 }])).toThrow('cannot be resumed');
  expect(foldSession([])).toBeNull();
});
