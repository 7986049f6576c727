import { expect, test } from 'vitest';
import { sessionEvent } from '../../../protocol/event';
import { foldSession } from './foldSession';
import { end, game, makeStudy } from './testing/makeStudy';
import { openRoom, type Room } from './testing/openRoom';
import { viewSession } from './viewSession';
import { viewStation } from './viewStation';
import { wantedGames } from './wantedGames';

/** Two people, each in a game of their own: solo.LAB01 and solo.LAB02. */
const playing = (): Room => {
  const room = openRoom(makeStudy([game('solo', { left: 'human', right: 'partner' }), end('bye')]));
  room.seat(2);
  room.act({ type: 'startSession' });
  return room;
};
const pause = { type: 'pauseGame', game: 'solo.LAB01' } as const;
const resume = { type: 'resumeGame', game: 'solo.LAB01' } as const;
const stands = (room: Room): boolean[] => wantedGames(room.state()).map(({ paused }) => paused);
const lastNotice = (room: Room): string | undefined => viewSession(room.state()).notices.at(-1)?.text;

test('one game stands still, its station and its card say so, and the other goes on', () => {
  const room = playing();
  expect(room.act(pause)).toMatchObject([{ type: 'gamePaused', game: 'solo.LAB01' }]);
  expect(stands(room)).toEqual([true, false]);
  expect(viewSession(room.state()).games.map(({ paused }) => paused)).toEqual([true, false]);
  const screens = ['LAB01', 'LAB02'].map((seat) => viewStation(room.state(), seat));
  expect(screens).toMatchObject([
    { paused: false, screen: { kind: 'game', paused: true } },
    { paused: false, screen: { kind: 'game', paused: false } },
  ]);
  expect(lastNotice(room)).toBe('Game solo.LAB01 was paused.');
  expect(room.act(pause)).toEqual([]);
  expect(room.act(resume)).toMatchObject([{ type: 'gameResumed', game: 'solo.LAB01' }]);
  expect(stands(room)).toEqual([false, false]);
  expect(room.act(resume)).toEqual([]);
});

test('a pause of the whole session does not let a paused game go on when it is over, and says so', () => {
  const room = playing();
  room.act(pause);
  room.act({ type: 'pauseSession', reason: '' });
  expect(stands(room)).toEqual([true, true]);
  room.act({ type: 'resumeSession' });
  expect(stands(room)).toEqual([true, false]);
  expect(lastNotice(room)).toBe('The session was resumed. Still paused by itself: solo.LAB01.');
  room.act({ type: 'pauseSession', reason: '' });
  room.act(resume);
  expect(stands(room)).toEqual([true, true]);
  room.act({ type: 'resumeSession' });
  expect(stands(room)).toEqual([false, false]);
  expect(lastNotice(room)).toBe('The session was resumed.');
});

test('it outlasts the host: the journal folds to the same', () => {
  const room = playing();
  room.act(pause);
  room.act({ type: 'recoverSession', gapMs: 900, wall: '' });
  const readBack = sessionEvent.array().parse(JSON.parse(JSON.stringify(room.events())));
  const state = foldSession(readBack);
  expect(state && wantedGames(state).map(({ paused }) => paused)).toEqual([true, false]);
});

test('what is not there, is over, or has ended is refused in words', () => {
  const room = playing();
  expect(room.refused({ type: 'pauseGame', game: 'none' })).toMatchObject({ code: 'game/unknown' });
  const failed = { game: 'solo.LAB01', episode: 0, tick: 1, error: { kind: 'raise', message: 'x' } } as const;
  room.act({ type: 'failGame', ...failed });
  const { code, message } = room.refused(pause);
  expect([code, message]).toEqual([
    'game/over',
    'Game solo.LAB01 is over (failed), so there is nothing to pause or resume.',
  ]);
  room.act({ type: 'endSession', reason: '' });
  expect(room.refused({ type: 'resumeGame', game: 'solo.LAB02' })).toMatchObject({ code: 'session/ended' });
});
