import { describe, expect, test } from 'vitest';
import { consent, end, lobby, makeStudy, page } from './testing/makeStudy';
import { openRoom, type Room } from './testing/openRoom';
import { nextTimerMs } from './nextTimerMs';
import { viewSession } from './viewSession';
import { viewStation } from './viewStation';

type Options = { seated: number; max?: number; groupSize?: number; matching?: 'seats' | 'arrival' };
const started = ({ seated, max = 8, groupSize = 2, matching = 'seats' }: Options): Room => {
  const meet = lobby('meet', { groupSize, matching });
  const room = openRoom(makeStudy([consent('ask'), meet, page('after'), end('bye')], { min: 1, max }));
  room.seat(seated);
  room.act({ type: 'startSession' });
  return room;
};
const choose = (room: Room, seat: number, choice: 'agree' | 'decline' = 'agree') =>
  room.act({ type: 'advanceScene', participant: `p${seat}`, scene: 'ask', choice });
const groups = (room: Room) => room.state().groups.map((group) => group.members.join('+'));
const waitOver = (room: Room) => {
  const timerMs = nextTimerMs(room.state());
  if (timerMs === null) throw new Error('nothing is waited for');
  room.atMs = timerMs;
  room.act({ type: 'passTime' });
};

describe('by seats', () => {
  test('neighbours play together, whoever comes first', () => {
    const room = started({ seated: 4 });
    for (const seat of [3, 2, 4, 1]) choose(room, seat);
    expect(groups(room)).toEqual(['p3+p4', 'p1+p2']);
    expect(room.state().groups[1]).toEqual({ group: 'meet.LAB01+LAB02', scene: 'meet', members: ['p1', 'p2'] });
    expect(room.state().participants.every((one) => one.place.at === 'scene' && one.place.index === 2)).toBe(true);
    expect(viewSession(room.state()).seats.map((row) => row.group)).toEqual([
      'meet.LAB01+LAB02',
      'meet.LAB01+LAB02',
      'meet.LAB03+LAB04',
      'meet.LAB03+LAB04',
    ]);
  });

  test('after the wait those present go on, and the late one alone at once', () => {
    const room = started({ seated: 3, groupSize: 3 });
    choose(room, 1);
    room.atMs = 300;
    choose(room, 2);
    expect(viewStation(room.state(), 'LAB02')?.screen).toMatchObject({
      kind: 'lobby',
      present: 2,
      of: 3,
      untilMs: 1000,
    });
    waitOver(room);
    expect(room.atMs).toBe(1000);
    choose(room, 3);
    expect(groups(room)).toEqual(['p1+p2', 'p3']);
  });

  test('a late one waits for another late one who is still on the way', () => {
    const room = started({ seated: 4, groupSize: 4 });
    choose(room, 1);
    choose(room, 2);
    waitOver(room);
    choose(room, 4);
    expect(groups(room)).toEqual(['p1+p2']);
    choose(room, 3);
    expect(groups(room)).toEqual(['p1+p2', 'p3+p4']);
  });

  test('nobody waits for one who declined, unless a free seat could still fill the group', () => {
    const room = started({ seated: 4, groupSize: 2 });
    choose(room, 1);
    choose(room, 2, 'decline');
    expect(groups(room)).toEqual(['p1']);
    const odd = started({ seated: 1, groupSize: 2 });
    choose(odd, 1);
    expect(groups(odd)).toEqual([]);
    odd.seat(1);
    choose(odd, 2);
    expect(groups(odd)).toEqual(['p1+p2']);
  });

  test('the last seat of an odd room does not wait for a seat that cannot be', () => {
    const room = started({ seated: 3, max: 3 });
    choose(room, 3);
    expect(groups(room)).toEqual(['p3']);
  });

  test('one whose station is away is waited for, then left behind, then goes on as soon as they are back', () => {
    const room = started({ seated: 2 });
    choose(room, 1);
    room.act({ type: 'disconnectStation', seat: 'LAB01' });
    choose(room, 2);
    expect(groups(room)).toEqual([]);
    waitOver(room);
    expect(groups(room)).toEqual(['p2']);
    expect(nextTimerMs(room.state())).toBeNull();
    room.act({ type: 'connectStation', seat: 'LAB01', station: 's1' });
    expect(groups(room)).toEqual(['p2', 'p1']);
  });

  test('a station that comes back in time completes its group', () => {
    const room = started({ seated: 2 });
    choose(room, 1);
    room.act({ type: 'disconnectStation', seat: 'LAB01' });
    choose(room, 2);
    room.act({ type: 'connectStation', seat: 'LAB01', station: 's1' });
    expect(groups(room)).toEqual(['p1+p2']);
  });
});

test('a lobby shows everybody how full their own group is', () => {
  const room = started({ seated: 6, groupSize: 3 });
  for (const seat of [1, 4, 5]) choose(room, seat);
  const present = ['LAB01', 'LAB04', 'LAB05'].map((seat) => viewStation(room.state(), seat)?.screen);
  expect(present).toMatchObject([
    { kind: 'lobby', present: 1 },
    { kind: 'lobby', present: 2 },
    { kind: 'lobby', present: 2 },
  ]);
});

describe('by arrival', () => {
  test('the first who come form the first group', () => {
    const room = started({ seated: 4, matching: 'arrival' });
    for (const seat of [3, 2, 4, 1]) choose(room, seat);
    expect(groups(room)).toEqual(['p2+p3', 'p1+p4']);
  });

  test('a full group does not wait for those who are still on the way', () => {
    const room = started({ seated: 4, matching: 'arrival' });
    for (const seat of [4, 2]) choose(room, seat);
    expect(groups(room)).toEqual(['p2+p4']);
  });

  test('the odd one goes on alone when nobody else can come', () => {
    const room = started({ seated: 3, matching: 'arrival' });
    for (const seat of [3, 1]) choose(room, seat);
    choose(room, 2);
    expect(groups(room)).toEqual(['p1+p3', 'p2']);
  });

  test('a free seat is waited for only until the wait is over', () => {
    const room = started({ seated: 1, matching: 'arrival' });
    choose(room, 1);
    expect(viewStation(room.state(), 'LAB01')?.screen).toMatchObject({ kind: 'lobby', present: 1, of: 2 });
    waitOver(room);
    expect(groups(room)).toEqual(['p1']);
  });
});
