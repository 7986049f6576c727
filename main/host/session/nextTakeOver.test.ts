import { describe, expect, test } from 'vitest';
import { nextTimerMs } from './nextTimerMs';
import { end, game, lobby, makeStudy } from './testing/makeStudy';
import { openRoom, type Room } from './testing/openRoom';
import { viewSession } from './viewSession';
import { viewStation } from './viewStation';
import { wantedGames } from './wantedGames';

const AFTER_MS = 5000;
const id = 'play.LAB01+LAB02';

/** Two who play together, the right one of whom may be taken over. */
const playing = (tell: string | null = null): Room => {
  const takeOver = { policies: { right: 'partner' }, afterMs: AFTER_MS, tell };
  const room = openRoom(
    makeStudy([lobby('meet'), game('play', { left: 'human', right: 'human' }, { takeOver }), end('bye')]),
  );
  room.seat(2);
  room.act({ type: 'startSession' });
  return room;
};
const leave = (room: Room, seat: number) => room.act({ type: 'disconnectStation', seat: `LAB0${seat}` });
const comeBack = (room: Room, seat: number) =>
  room.act({ type: 'connectStation', seat: `LAB0${seat}`, station: 'new' });
const pass = (room: Room, atMs: number) => {
  room.atMs = atMs;
  room.act({ type: 'passTime' });
  return room.last();
};
const takenOver = (room: Room) => wantedGames(room.state()).map((one) => one.takenOver);

describe('somebody is gone', () => {
  test('for so long, and a policy acts for their agent; back, they have it again at once', () => {
    const room = playing();
    room.atMs = 1000;
    leave(room, 2);
    expect(nextTimerMs(room.state())).toBe(1000 + AFTER_MS);
    expect(pass(room, 1000 + AFTER_MS - 1)).toEqual([]);
    expect(pass(room, 1000 + AFTER_MS)).toEqual(['agentTakenOver']);
    expect(room.events().at(-1)).toMatchObject({
      agent: 'right',
      participant: 'p2',
      policy: 'partner',
      awayMs: AFTER_MS,
    });
    expect(takenOver(room)).toEqual([['right']]);
    expect(nextTimerMs(room.state())).toBeNull();
    expect(viewSession(room.state()).games[0]?.members['right']).toMatchObject({ seat: 'LAB02', takenOver: 'partner' });
    expect(viewSession(room.state()).notices.at(-1)?.text).toBe(
      `LAB02 has been gone for 5.0 s: partner plays right in game ${id}.`,
    );
    room.atMs += 700;
    comeBack(room, 2);
    expect(room.last()).toEqual(['stationConnected', 'agentHandedBack']);
    expect(takenOver(room)).toEqual([[]]);
  });

  test('but not for so long: nothing happens, and the next absence counts from its own beginning', () => {
    const room = playing();
    leave(room, 2);
    room.atMs = AFTER_MS - 1;
    comeBack(room, 2);
    leave(room, 2);
    expect(pass(room, AFTER_MS + 10)).toEqual([]);
    expect(pass(room, 2 * AFTER_MS)).toEqual(['agentTakenOver']);
  });

  test('and the study names no policy for their agent: nobody takes over', () => {
    const room = playing();
    leave(room, 1);
    expect(nextTimerMs(room.state())).toBeNull();
    expect(pass(room, 100 * AFTER_MS)).toEqual([]);
  });

  test('in a pause nobody is taken over, its time does not count, and who comes back in it is', () => {
    const room = playing();
    leave(room, 2);
    room.atMs = 1000;
    room.act({ type: 'pauseSession', reason: '' });
    expect(pass(room, 50_000)).toEqual([]);
    room.act({ type: 'resumeSession' });
    expect(nextTimerMs(room.state())).toBe(49_000 + AFTER_MS);
    expect(pass(room, 49_000 + AFTER_MS)).toEqual(['agentTakenOver']);
    room.act({ type: 'pauseSession', reason: '' });
    comeBack(room, 2);
    expect(room.last()).toEqual(['stationConnected', 'agentHandedBack']);
  });

  test('the host too: who was taken over stays so, all others have their time to come back', () => {
    const room = playing();
    leave(room, 2);
    pass(room, AFTER_MS);
    room.atMs = 20_000;
    room.act({ type: 'recoverSession', gapMs: 10, wall: '' });
    expect(takenOver(room)).toEqual([['right']]);
    comeBack(room, 2);
    expect(takenOver(room)).toEqual([[]]);
    room.act({ type: 'recoverSession', gapMs: 10, wall: '' });
    expect(pass(room, 20_000 + AFTER_MS - 1)).toEqual([]);
    expect(pass(room, 20_000 + AFTER_MS)).toEqual(['agentTakenOver']);
  });

  test('when the game is over: nothing more happens', () => {
    const room = playing();
    room.act({ type: 'failGame', game: id, episode: 0, tick: 1, error: { kind: 'raise', message: 'x' } });
    leave(room, 2);
    expect(nextTimerMs(room.state())).toBeNull();
    expect(pass(room, 2 * AFTER_MS)).toEqual([]);
  });
});

test('the others read what the study says, and nothing if it says nothing', () => {
  for (const tell of [null, 'The computer plays.']) {
    const room = playing(tell);
    const told = (seat: string) => {
      const screen = viewStation(room.state(), seat)?.screen;
      return screen?.kind === 'game' ? screen.told : undefined;
    };
    const before = viewStation(room.state(), 'LAB01');
    leave(room, 2);
    expect(told('LAB01')).toBeNull();
    pass(room, AFTER_MS);
    expect(told('LAB01')).toBe(tell);
    expect(told('LAB02')).toBeNull();
    if (tell === null) expect(viewStation(room.state(), 'LAB01')).toEqual(before);
    comeBack(room, 2);
    expect(told('LAB01')).toBeNull();
  }
});
