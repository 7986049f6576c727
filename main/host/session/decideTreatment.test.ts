import { describe, expect, test } from 'vitest';
import type { Scene, Study } from '../../../protocol/study';
import type { TreatmentUnit } from '../../../protocol/treatment';
import { consent, end, game, lobby, makeStudy, page, treat } from './testing/makeStudy';
import { openRoom, type Room } from './testing/openRoom';
import { treatmentOf } from './treatmentOf';
import { viewStation } from './viewStation';
import { wantedGames } from './wantedGames';

const withTreatments = (by: TreatmentUnit, scenes: Scene[]): Study =>
  treat(makeStudy(scenes), by, [
    { name: 'low', environments: { field: { speed: 1 } }, scenes: { news: { ...page('news'), text: 'slow' } } },
    { name: 'high', environments: { field: { speed: 9 } }, scenes: { news: null } },
  ]);
const pages = [consent('ask'), page('news'), end('bye')];
const given = (room: Room) => room.state().participants.map((one) => treatmentOf(room.state(), one.participant));
const textAt = (room: Room, seat: string): string => {
  const screen = viewStation(room.state(), seat)?.screen;
  return screen && 'text' in screen ? screen.text : '';
};

describe('by participant', () => {
  test('everybody gets one when the session starts, before anything is shown; a block has each of them', () => {
    const room = openRoom(withTreatments('participant', pages));
    room.seat(4);
    expect(given(room)).toEqual([null, null, null, null]);
    const types = room.act({ type: 'startSession' }).map((event) => event.type);
    expect(types.slice(0, 5)).toEqual(['sessionStarted', ...Array<string>(4).fill('treatmentAssigned')]);
    const [first, second, third, fourth] = given(room);
    expect([first, second].sort()).toEqual(['high', 'low']);
    expect([third, fourth].sort()).toEqual(['high', 'low']);
  });

  test('who comes late gets one at once, and each sees the scenes of theirs only', () => {
    const room = openRoom(withTreatments('participant', pages));
    room.seat(1);
    room.act({ type: 'startSession' });
    room.seat(1);
    for (const participant of ['p1', 'p2'])
      room.act({ type: 'advanceScene', participant, scene: 'ask', choice: 'agree' });
    const low = given(room).indexOf('low') + 1;
    const high = 3 - low;
    expect(textAt(room, `LAB0${low}`)).toBe('slow');
    expect(room.at(low).place).toMatchObject({ at: 'scene', index: 1 });
    expect(room.at(high).place).toMatchObject({ at: 'finished' });
    expect(viewStation(room.state(), `LAB0${low}`)?.progress).toEqual({ done: 1, of: 3 });
    expect(viewStation(room.state(), `LAB0${high}`)?.progress).toEqual({ done: 2, of: 2 });
  });

  test('the place of somebody who declines goes to the next', () => {
    const room = openRoom(withTreatments('participant', pages));
    room.seat(3);
    room.act({ type: 'startSession' });
    const [first] = given(room);
    room.act({ type: 'advanceScene', participant: 'p1', scene: 'ask', choice: 'decline' });
    room.seat(1);
    expect(given(room)[3]).toBe(first);
    expect(
      room
        .events()
        .filter((event) => event.type === 'treatmentAssigned')
        .map((event) => event.slot),
    ).toEqual([0, 1, 2, 0]);
  });

  test('the operator chooses, chooses again, and leaves it to chance, until somebody has begun', () => {
    const room = openRoom(withTreatments('participant', pages));
    room.seat(2);
    const set = (treatment: string | null) => ({ type: 'setTreatment', participant: 'p2', treatment }) as const;
    expect(room.act(set('high'))).toMatchObject([
      { treatment: 'high', participant: 'p2', group: null, by: 'operator' },
    ]);
    expect(room.act(set('high'))).toEqual([]);
    room.act(set('low'));
    expect(given(room)).toEqual([null, 'low']);
    expect(room.act(set(null))).toMatchObject([{ by: 'draw', slot: 0 }]);
    expect(room.act(set(null))).toEqual([]);
    room.act(set('high'));
    room.act({ type: 'startSession' });
    expect(given(room)).toEqual(['low', 'high']);
    expect(room.refused(set('low')).code).toBe('treatment/begun');
    expect(room.refused({ type: 'setTreatment', participant: 'p9', treatment: 'low' }).code).toBe(
      'participant/unknown',
    );
  });

  test('names that are not there are refused', () => {
    const room = openRoom(withTreatments('participant', pages));
    room.seat(1);
    const refusal = room.refused({ type: 'setTreatment', participant: 'p1', treatment: 'lo' });
    expect(refusal).toEqual({
      code: 'treatment/unknown',
      message: 'There is no treatment lo in this study, only low, high.',
    });
    const plain = openRoom(makeStudy(pages));
    plain.seat(1);
    expect(plain.refused({ type: 'setTreatment', participant: 'p1', treatment: 'low' }).code).toBe('treatment/none');
  });

  test('people meet and play only with those of their own, in the environment of their own', () => {
    const room = openRoom(
      withTreatments('participant', [lobby('meet'), game('play', { left: 'human', right: 'human' }), end('bye')]),
    );
    room.seat(4);
    room.act({ type: 'startSession' });
    room.atMs = 2000;
    room.act({ type: 'passTime' });
    room.atMs = 4000;
    room.act({ type: 'passTime' });
    const games = wantedGames(room.state());
    expect(games).toHaveLength(2);
    for (const { members, environment } of games) {
      const kinds = Object.values(members).map(
        (one) => 'participant' in one && treatmentOf(room.state(), one.participant),
      );
      expect(new Set(kinds).size).toBe(1);
      expect(environment.kwargs).toEqual({ speed: kinds[0] === 'low' ? 1 : 9 });
    }
    expect(
      room
        .events()
        .flatMap((event) => (event.type === 'gameFormed' ? [event.treatment] : []))
        .sort(),
    ).toEqual(['high', 'low']);
  });
});

describe('by group', () => {
  const scenes = [
    page('hello'),
    lobby('meet'),
    page('news'),
    lobby('again'),
    game('play', { left: 'human', right: 'human' }),
    end('bye'),
  ];

  test('a group gets one as it forms, and later groups are made within it', () => {
    const room = openRoom(withTreatments('group', scenes));
    room.seat(8);
    room.act({ type: 'startSession' });
    expect(given(room)).toEqual(Array(8).fill(null));
    for (let seat = 1; seat <= 8; seat += 1)
      room.act({ type: 'advanceScene', participant: `p${seat}`, scene: 'hello' });
    const now = given(room);
    for (const seat of [0, 2, 4, 6]) expect(now[seat]).toBe(now[seat + 1]);
    expect(now.filter((one) => one === 'low')).toHaveLength(4);
    for (let seat = 1; seat <= 8; seat += 1) room.act({ type: 'advanceScene', participant: `p${seat}`, scene: 'news' });
    const met = room.state().groups.filter(({ scene }) => scene === 'again');
    expect(met).toHaveLength(4);
    for (const { members } of met)
      expect(treatmentOf(room.state(), members[0] ?? '')).toBe(treatmentOf(room.state(), members[1] ?? ''));
    expect(room.events().filter((event) => event.type === 'treatmentAssigned')).toHaveLength(4);
  });

  test('who meets whom in the lobby that gives them out depends on seats alone, also when a group forms late and small', () => {
    const room = openRoom(withTreatments('group', scenes));
    room.seat(6);
    room.act({ type: 'startSession' });
    room.act({ type: 'advanceScene', participant: 'p1', scene: 'hello' });
    room.atMs = 1500;
    room.act({ type: 'passTime' });
    for (const seat of [3, 6, 4, 5]) room.act({ type: 'advanceScene', participant: `p${seat}`, scene: 'hello' });
    const groups = room.state().groups.filter(({ scene }) => scene === 'meet');
    expect(groups.map(({ members }) => members.join('+'))).toEqual(['p1', 'p3+p4', 'p5+p6']);
  });

  test('cannot be given to one participant', () => {
    const room = openRoom(withTreatments('group', scenes));
    room.seat(1);
    expect(room.refused({ type: 'setTreatment', participant: 'p1', treatment: 'low' }).code).toBe('treatment/shared');
  });
});

describe('for a whole session', () => {
  test('it is drawn as the session is made, and makes up for sessions before', () => {
    for (const [earlier, next] of [
      [{ low: 3, high: 2 }, 'high'],
      [{ low: 2, high: 3 }, 'low'],
    ] as const) {
      const room = openRoom(withTreatments('session', pages), { earlier });
      expect(room.events()).toMatchObject([
        { type: 'sessionCreated', earlier },
        { type: 'treatmentAssigned', treatment: next, participant: null, group: null, by: 'draw' },
      ]);
      room.seat(2);
      expect(given(room)).toEqual([next, next]);
    }
  });

  test('the operator chooses one, whomever the study gives treatments to', () => {
    for (const by of ['participant', 'group', 'session'] as const) {
      const room = openRoom(withTreatments(by, pages), { treatment: 'high' });
      room.seat(2);
      room.act({ type: 'startSession' });
      expect(given(room)).toEqual(['high', 'high']);
      expect(room.events().filter((event) => event.type === 'treatmentAssigned')).toMatchObject([{ by: 'operator' }]);
      const wanted = by === 'participant' ? 'treatment/fixed' : 'treatment/shared';
      expect(room.refused({ type: 'setTreatment', participant: 'p1', treatment: 'low' }).code).toBe(wanted);
    }
    expect(() => openRoom(withTreatments('session', pages), { treatment: 'middle' })).toThrow(
      'There is no treatment middle',
    );
    expect(() => openRoom(makeStudy(pages), { treatment: 'low' })).toThrow('This study has no treatments.');
  });
});
