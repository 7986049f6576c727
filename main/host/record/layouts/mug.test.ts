import { describe, expect, it } from 'vitest';
import type { JournalRow } from '../../../../protocol/journal';
import { layOut, storeRows, textsOf } from '../testing/layOut';
import { sampleSession } from '../testing/sampleSession';
import { mug } from './mug';

const start = Date.parse('2026-03-14T09:26:53.000+01:00');
const laid = layOut(mug, storeRows(sampleSession()));
const rowsOf = (path: string) => laid.files.get(path)?.rows ?? [];

describe('the files of MUG', () => {
  it('are one per episode from 0, and one per form', () => {
    expect([...laid.files.keys()]).toEqual([
      'play/p2345678_ep0.csv',
      'play/p2345678_ep1.csv',
      'quiz/p2345678.csv',
      'form/p2345678.csv',
    ]);
  });

  it("have MUG's columns in MUG's order, by agent", () => {
    expect(laid.files.get('play/p2345678_ep0.csv')?.columns.map((one) => one.name)).toEqual([
      'actions.left',
      'actions.right',
      'rewards.left',
      'rewards.right',
      'terminateds.left',
      'terminateds.right',
      'terminateds.__all__',
      'truncateds.left',
      'truncateds.right',
      'truncateds.__all__',
      'infos.left.score',
      'isFocused.left',
      'isFocused.right',
      'wasSpeculative.left',
      'wasSpeculative.right',
      'episode_num',
      't',
      'timestamp',
      'player_subjects.left',
      'player_subjects.right',
      'rollbackEvents',
    ]);
  });

  it('of a game for one have the columns of a single player', () => {
    const alone = sampleSession().map(
      (row): JournalRow =>
        row.kind === 'event' && row.body.type === 'gameFormed'
          ? { ...row, body: { ...row.body, members: { human: { participant: 'p2345678' } } } }
          : row,
    );
    expect(
      layOut(mug, storeRows(alone))
        .files.get('play/p2345678_ep0.csv')
        ?.columns.map((one) => one.name),
    ).toEqual([
      'observations.human',
      'actions.human',
      'rewards.human',
      'terminateds.human',
      'truncateds.human',
      'episode_num',
      't',
      'timestamp',
      'player_subjects',
    ]);
  });

  it('begin with the state after reset, have each action beside the state it was taken in, and end with the last state', () => {
    const rows = rowsOf('play/p2345678_ep0.csv');
    expect(rows.map((row) => [row['t'], row['actions.left'] ?? null, row['terminateds.__all__'] ?? null])).toEqual([
      [0, 1, false],
      [1, 0, false],
      [2, 1, false],
      [3, 0, true],
      [4, null, null],
    ]);
    expect(rows[0]).toMatchObject({
      timestamp: start + 1000,
      'player_subjects.left': 'p2345678',
      'player_subjects.right': null,
    });
    expect(rows[1]).not.toHaveProperty('player_subjects.left');
    expect(rows[4]).toMatchObject({ 'infos.left.score': 3, timestamp: start + 1132, episode_num: 0 });
  });

  it('keep the last row of an episode in its own file', () => {
    expect(rowsOf('play/p2345678_ep1.csv').map((row) => [row['episode_num'], row['t']])).toEqual(
      [0, 1, 2, 3, 4].map((t) => [1, t]),
    );
  });

  it('write whole numbers as whole numbers, truth as Python does, and nothing for what is not there', () => {
    const lines = textsOf(mug, laid).get('play/p2345678_ep0.csv')?.split('\r\n') ?? [];
    expect(lines[1]).toMatch(/^1,0,0\.5,-0\.5,False,False,False,False,False,False,,,,False,False,0,0,\d+,p2345678,,$/);
    expect(lines[5]).toMatch(/^,,,,,,,,,,3,,,,,0,4,\d+,,,$/);
  });

  it('have one row per form, questions in order, and the last attempt of a quiz', () => {
    expect(rowsOf('quiz/p2345678.csv')).toEqual([{ key: 'right', timestamp: start + 300 }]);
    expect(laid.files.get('form/p2345678.csv')?.columns.map((one) => one.name)).toEqual([
      'mood',
      'age',
      'extra',
      'timestamp',
    ]);
  });

  it('have what was recorded of an episode that was broken off, and count on over a second game in the same scene', () => {
    const rows = sampleSession();
    const cut = rows.slice(
      0,
      rows.findIndex((row) => row.kind === 'tick' && row.body.episode === 1 && row.body.tick === 3),
    );
    const broken = layOut(mug, storeRows(cut)).files.get('play/p2345678_ep1.csv')?.rows ?? [];
    expect(broken.map((row) => [row['t'], row['actions.left'] ?? null])).toEqual([
      [0, 1],
      [1, 0],
      [2, null],
    ]);
    const again = rows.flatMap((row): JournalRow[] => {
      if (row.kind !== 'event' || (row.body.type !== 'gameFormed' && row.body.type !== 'episodeStarted')) return [];
      return [{ ...row, game: 'play.again', body: { ...row.body, game: 'play.again' } }];
    });
    const files = [...layOut(mug, storeRows([...rows, ...again])).files.keys()];
    expect(files.filter((path) => path.startsWith('play/'))).toEqual(
      [0, 1, 2, 3].map((number) => `play/p2345678_ep${number}.csv`),
    );
  });
});
