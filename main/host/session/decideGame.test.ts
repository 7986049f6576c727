import { describe, expect, test } from 'vitest';
import type { AuthorError } from '../../../protocol/environment';
import { deriveEpisodeSeed, deriveSeed } from './deriveSeed';
import { nextTimerMs } from './nextTimerMs';
import { end, game, lobby, makeStudy, page } from './testing/makeStudy';
import { openRoom, type Room } from './testing/openRoom';
import { viewSession } from './viewSession';
import { viewStation } from './viewStation';
import { wantedGames } from './wantedGames';

const both = { left: 'human', right: 'human' };
const error: AuthorError = {
  kind: 'raise',
  message: 'ZeroDivisionError',
  file: 'env.py',
  line: 7,
  traceback: 'secret trace',
};
const timing = { rateHz: 30, lateP50Ms: 0, lateP99Ms: 1, lateMaxMs: 2, lateTicks: 0 };

const together = (seated = 2): Room => {
  const scenes = [page('start'), lobby('meet'), page('ready'), game('play', both), page('after'), end('bye')];
  const room = openRoom(makeStudy(scenes));
  room.seat(seated);
  room.act({ type: 'startSession' });
  for (let seat = 1; seat <= seated; seat++) advance(room, seat, 'start');
  return room;
};
const advance = (room: Room, seat: number, scene: string) =>
  room.act({ type: 'advanceScene', participant: `p${seat}`, scene });
const screen = (room: Room, seat: number) => viewStation(room.state(), `LAB0${seat}`)?.screen;
const endEpisode = (game: string, episode: number) =>
  ({ type: 'endEpisode', game, episode, ticks: 90, reason: 'terminated', returns: {}, infos: {}, timing }) as const;

describe('forming', () => {
  test('with one human role everybody plays a game of their own at once', () => {
    const room = openRoom(makeStudy([game('solo', { left: 'human', right: 'partner' }), end('bye')]));
    room.seat(2);
    room.act({ type: 'startSession' });
    const seed = deriveSeed(7, 'solo.LAB02');
    expect(wantedGames(room.state())).toMatchObject([
      {
        game: 'solo.LAB01',
        episode: 0,
        paused: false,
        members: { left: { participant: 'p1', seat: 'LAB01' }, right: { policy: 'partner' } },
      },
      { game: 'solo.LAB02', seed, environment: { class: 'Field' }, scene: { id: 'solo', episodes: 2 } },
    ]);
    expect(screen(room, 1)).toMatchObject({
      kind: 'game',
      game: 'solo.LAB01',
      agent: 'left',
      canvas: { width: 800, height: 450 },
      episode: 0,
    });
  });

  test('a seat nobody has opened yet does not play', () => {
    const room = openRoom(makeStudy([game('solo', { left: 'human', right: 'partner' }), end('bye')]));
    room.act({ type: 'addSeat', participant: 'p1', tokenHash: 'h', station: 's' });
    room.act({ type: 'startSession' });
    expect(wantedGames(room.state())).toEqual([]);
    room.act({ type: 'connectStation', seat: 'LAB01', station: 's' });
    expect(wantedGames(room.state())).toHaveLength(1);
  });

  test('a group plays together when all of it are there', () => {
    const room = together();
    advance(room, 2, 'ready');
    expect(screen(room, 2)).toEqual({ kind: 'waiting', title: 'Please wait', text: 'The next part will begin soon.' });
    expect(viewSession(room.state()).seats.map((row) => row.state)).toEqual(['active', 'waiting']);
    advance(room, 1, 'ready');
    expect(wantedGames(room.state())).toMatchObject([
      { game: 'play.LAB01+LAB02', members: { left: { participant: 'p1' }, right: { participant: 'p2' } } },
    ]);
    expect(screen(room, 2)).toMatchObject({ kind: 'game', agent: 'right' });
  });

  test('after the wait the fill policy plays for who is missing; who is late plays with it too', () => {
    const room = together();
    room.atMs = 500;
    advance(room, 2, 'ready');
    expect(nextTimerMs(room.state())).toBe(1500);
    room.atMs = 1500;
    room.act({ type: 'passTime' });
    advance(room, 1, 'ready');
    expect(wantedGames(room.state())).toMatchObject([
      { game: 'play.LAB02', members: { left: { participant: 'p2' }, right: { policy: 'partner' } } },
      { game: 'play.LAB01', members: { left: { participant: 'p1' }, right: { policy: 'partner' } } },
    ]);
  });

  test('a group larger than the roles plays several games, by seat', () => {
    const scenes = [lobby('meet', { groupSize: 4 }), game('play', both), end('bye')];
    const room = openRoom(makeStudy(scenes));
    room.seat(4);
    room.act({ type: 'startSession' });
    expect(wantedGames(room.state()).map((one) => one.game)).toEqual(['play.LAB01+LAB02', 'play.LAB03+LAB04']);
  });

  test('nothing forms in a pause, and running games are held', () => {
    const room = together();
    advance(room, 1, 'ready');
    room.act({ type: 'pauseSession', reason: '' });
    advance(room, 2, 'ready');
    expect(wantedGames(room.state())).toEqual([]);
    room.act({ type: 'resumeSession' });
    room.act({ type: 'pauseSession', reason: '' });
    expect(wantedGames(room.state())).toMatchObject([{ paused: true }]);
    room.act({ type: 'endSession', reason: '' });
    expect(wantedGames(room.state())).toEqual([]);
  });
});

describe('playing', () => {
  const id = 'play.LAB01+LAB02';
  const playing = () => {
    const room = together();
    advance(room, 1, 'ready');
    advance(room, 2, 'ready');
    return room;
  };

  test('episodes follow one another with their own seeds, then all go on', () => {
    const room = playing();
    const gameSeed = wantedGames(room.state())[0]?.seed ?? -1;
    expect(room.act({ type: 'startEpisode', game: id, episode: 0 })).toMatchObject([
      { seed: deriveEpisodeSeed(gameSeed, 0) },
    ]);
    room.act(endEpisode(id, 0));
    expect(wantedGames(room.state())).toMatchObject([{ episode: 1 }]);
    expect(room.refused({ type: 'finishGame', game: id }).code).toBe('game/unfinished');
    room.act({ type: 'startEpisode', game: id, episode: 1 });
    room.act(endEpisode(id, 1));
    expect(room.refused({ type: 'startEpisode', game: id, episode: 2 }).code).toBe('game/wrongEpisode');
    expect(wantedGames(room.state())).toMatchObject([{ episode: 2 }]);
    room.act({ type: 'finishGame', game: id });
    expect(room.last()).toEqual(['gameFinished', 'sceneLeft', 'sceneEntered', 'sceneLeft', 'sceneEntered']);
    expect(screen(room, 1)).toMatchObject({ kind: 'page', scene: 'after' });
    expect(viewSession(room.state()).games).toMatchObject([
      { phase: 'finished', episode: 1, episodes: 2, error: null },
    ]);
  });

  test('what a game says twice is accepted once', () => {
    const room = playing();
    room.act({ type: 'startEpisode', game: id, episode: 0 });
    expect(room.act({ type: 'startEpisode', game: id, episode: 0 })).toEqual([]);
    room.act(endEpisode(id, 0));
    expect(room.act(endEpisode(id, 0))).toEqual([]);
    expect(room.act({ type: 'startEpisode', game: id, episode: 0 })).toEqual([]);
    room.act({ type: 'startEpisode', game: id, episode: 1 });
    room.act(endEpisode(id, 1));
    room.act({ type: 'finishGame', game: id });
    expect(room.act({ type: 'finishGame', game: id })).toEqual([]);
    expect(room.refused({ type: 'failGame', game: id, episode: 1, tick: 0, error }).code).toBe('game/over');
  });

  test('the end and the failure of a game move its own players only', () => {
    const room = openRoom(makeStudy([game('solo', { left: 'human', right: 'partner' }, { episodes: 1 }), end('bye')]));
    room.seat(3);
    room.act({ type: 'startSession' });
    room.act({ type: 'startEpisode', game: 'solo.LAB02', episode: 0 });
    room.act(endEpisode('solo.LAB02', 0));
    room.act({ type: 'finishGame', game: 'solo.LAB02' });
    room.act({ type: 'failGame', game: 'solo.LAB03', episode: 0, tick: 1, error });
    expect([1, 2, 3].map((seat) => screen(room, seat)?.kind)).toEqual(['game', 'end', 'page']);
    expect(room.refused({ type: 'advanceScene', participant: 'p1', scene: 'solo' }).code).toBe('scene/cannotAdvance');
    advance(room, 3, 'solo');
    expect([1, 2, 3].map((seat) => screen(room, seat)?.kind)).toEqual(['game', 'end', 'end']);
  });

  test('a game that is over accepts what it said before, and nothing new', () => {
    const room = playing();
    room.act({ type: 'startEpisode', game: id, episode: 0 });
    room.act(endEpisode(id, 0));
    room.act({ type: 'failGame', game: id, episode: 1, tick: 0, error });
    expect(room.act({ type: 'startEpisode', game: id, episode: 0 })).toEqual([]);
    expect(room.act(endEpisode(id, 0))).toEqual([]);
    expect(room.act({ type: 'failGame', game: id, episode: 1, tick: 0, error })).toEqual([]);
    expect(room.refused({ type: 'startEpisode', game: id, episode: 1 }).code).toBe('game/over');
    expect(room.refused(endEpisode(id, 1)).code).toBe('game/over');
    expect(room.refused({ type: 'finishGame', game: id }).code).toBe('game/over');
  });

  test('an episode out of turn is refused', () => {
    const room = playing();
    expect(room.refused({ type: 'startEpisode', game: id, episode: 1 })).toEqual({
      code: 'game/wrongEpisode',
      message: `Game ${id} is at episode 1, not at 2.`,
    });
    expect(room.refused({ type: 'finishGame', game: id }).message).toBe(`Game ${id} still has episode 1 to play.`);
    expect(room.refused(endEpisode(id, 0)).code).toBe('game/wrongEpisode');
    expect(room.refused({ type: 'startEpisode', game: 'none', episode: 0 }).code).toBe('game/unknown');
  });

  test('an episode cut short by the end of the session is recorded, and nobody moves', () => {
    const room = playing();
    room.act({ type: 'startEpisode', game: id, episode: 0 });
    room.act({ type: 'endSession', reason: '' });
    room.act({ ...endEpisode(id, 0), reason: 'ended' });
    expect(room.last()).toEqual(['episodeEnded']);
    expect(room.state().games).toMatchObject([{ episode: 0, outcome: { phase: 'playing' } }]);
  });

  test('a host that died before finishGame finishes the game when it comes back', () => {
    const room = playing();
    for (const episode of [0, 1]) {
      room.act({ type: 'startEpisode', game: id, episode });
      room.act(endEpisode(id, episode));
    }
    room.act({ type: 'recoverSession', gapMs: 10, wall: '' });
    expect(room.last().slice(0, 2)).toEqual(['sessionRecovered', 'gameFinished']);
    expect(wantedGames(room.state())).toEqual([]);
  });

  test('a game in the middle of an episode is wanted again after a recovery', () => {
    const room = playing();
    room.act({ type: 'startEpisode', game: id, episode: 0 });
    room.act({ type: 'recoverSession', gapMs: 10, wall: '' });
    room.act({ type: 'restoreGame', game: id, episode: 0, tick: 41, gapMs: 120, reason: 'the host was gone' });
    expect(wantedGames(room.state())).toMatchObject([{ game: id, episode: 0 }]);
    expect(viewSession(room.state()).notices.at(-1)?.text).toContain('tick 41 of episode 1');
  });

  test('after a failure participants read neutral words and go on by themselves; the console has the error', () => {
    const room = playing();
    room.act({ type: 'failGame', game: id, episode: 0, tick: 12, error });
    expect(wantedGames(room.state())).toEqual([]);
    const shown = screen(room, 1);
    expect(shown).toMatchObject({ kind: 'page', scene: 'play', button: 'Continue' });
    expect(shown?.kind === 'page' && shown.text).toContain('This part has ended.');
    expect(JSON.stringify(shown)).not.toMatch(/Zero|secret|env\.py/);
    expect(viewSession(room.state()).games).toMatchObject([{ phase: 'failed', error }]);
    advance(room, 1, 'play');
    expect(room.events().at(-2)).toMatchObject({ type: 'sceneLeft', reason: 'gameFailed' });
    expect(screen(room, 1)).toMatchObject({ kind: 'page', scene: 'after' });
    expect(screen(room, 2)).toMatchObject({ kind: 'page', scene: 'play' });
  });

  test('a participant cannot leave a game that is on', () => {
    const room = playing();
    expect(room.refused({ type: 'advanceScene', participant: 'p1', scene: 'play' }).code).toBe('scene/cannotAdvance');
  });
});
