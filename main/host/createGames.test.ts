import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createGames } from './createGames.node';
import { createMemoryJournal } from './record/createMemoryJournal';
import { game, makeStudy } from './session/testing/makeStudy';
import { openRoom } from './session/testing/openRoom';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('begins a game that could not begin while the disk failed when that is over, by itself', async () => {
  const inner = createMemoryJournal();
  let isAway = true;
  let isHeld = false;
  const lines: string[] = [];
  let giveUp: (cause: Error) => void = () => undefined;
  const nothing = (): Promise<void> => Promise.resolve();
  const noFiles = (): Promise<never> => Promise.reject(new Error('no files'));
  const games = createGames({
    pool: { place: () => new Promise((_settle, reject) => (giveUp = reject)), warm: nothing, close: nothing },
    bots: { load: nothing, infer: noFiles, close: nothing },
    journal: {
      ...inner,
      rows: (...asked) => (isAway ? Promise.reject(new Error('the disk is away')) : inner.rows(...asked)),
    },
    study: { id: 'h', readFiles: noFiles, readFile: noFiles },
    pace: 'realtime',
    nowMs: () => 0,
    held: () => isHeld,
    submit: () => Promise.resolve({ ok: true, events: [] }),
    sendFrame: () => undefined,
    log: (line) => lines.push(line),
  });
  const room = openRoom(makeStudy([game('play', { left: 'human', right: 'partner' })]));
  room.seat(1);
  room.act({ type: 'startSession' });
  games.reconcile(room.state());
  await vi.advanceTimersByTimeAsync(0);
  expect(lines).toEqual(['play.LAB01: cannot begin: the disk is away']);

  isHeld = true;
  games.reconcile(room.state());
  await vi.advanceTimersByTimeAsync(5000);
  expect(lines.length).toBe(1);
  expect(games.running()).toEqual([]);
  isAway = isHeld = false;
  games.reconcile(room.state());
  await vi.advanceTimersByTimeAsync(1000);
  expect(games.running().map(([name]) => name)).toEqual(['play.LAB01']);
  giveUp(new Error('enough'));
  await games.stop();
});
