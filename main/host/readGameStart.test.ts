import { expect, test } from 'vitest';
import type { InputBody, JournalRow } from '../../protocol/journal';
import { readGameStart } from './readGameStart.node';
import { createMemoryJournal } from './record/createMemoryJournal';
import type { GameState } from './session/SessionState';

const game: GameState = {
  game: 'g',
  scene: 's',
  group: null,
  treatment: null,
  members: {},
  takenOver: {},
  seed: 1,
  episode: 0,
  episodeStarted: false,
  paused: false,
  outcome: { phase: 'playing' },
};
const inputOf = (seq: number): JournalRow => {
  const body: InputBody = {
    episode: 0,
    agent: 'left',
    seq,
    code: 'ArrowLeft',
    down: true,
    held: ['ArrowLeft'],
    tStationMs: 1,
    tHostMs: 1,
    action: 1,
    fate: 'late',
    tick: null,
  };
  return { kind: 'input', atMs: 7, game: 'g', participant: null, seat: null, body };
};

test('a game of which nothing was recorded is a new one', async () => {
  expect(await readGameStart(createMemoryJournal(), game)).toBeNull();
});

test('keys pressed before the first episode began keep their numbers when the host dies there', async () => {
  const journal = createMemoryJournal();
  await journal.append([inputOf(1), inputOf(2)], { durable: true });
  expect(await readGameStart(journal, game)).toMatchObject({ episode: 0, ticks: null, lastSeq: { left: 2 } });
});
