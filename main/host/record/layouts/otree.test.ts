import { describe, expect, it } from 'vitest';
import { layOut, storeRows, textsOf } from '../testing/layOut';
import { sampleSession } from '../testing/sampleSession';
import { otree } from './otree';

const laid = layOut(otree, storeRows(sampleSession()));
const rowsOf = (path: string) => laid.files.get(path)?.rows ?? [];
const namesOf = (path: string) => laid.files.get(path)?.columns.map((one) => one.name) ?? [];

describe("the files of oTree's data page", () => {
  it('are the wide one, one per app and the page times, with the date of the session', () => {
    expect([...laid.files.keys()]).toEqual([
      'all_apps_wide-2026-03-14.csv',
      'quiz_2026-03-14.csv',
      'play_2026-03-14.csv',
      'form_2026-03-14.csv',
      'PageTimes-2026-03-14.csv',
    ]);
  });

  it('all_apps_wide has one row per participant, apps and rounds side by side', () => {
    const path = 'all_apps_wide-2026-03-14.csv';
    expect(namesOf(path).slice(0, 3)).toEqual(['participant.id_in_session', 'participant.code', 'participant.label']);
    expect(namesOf(path).filter((name) => name.startsWith('play.2.'))).toEqual([
      'play.2.player.id_in_group',
      'play.2.player.role',
      'play.2.player.game',
      'play.2.player.episode_return',
      'play.2.player.ticks',
      'play.2.player.end_reason',
      'play.2.group.id_in_subsession',
      'play.2.subsession.round_number',
    ]);
    expect(rowsOf(path)).toHaveLength(2);
    expect(rowsOf(path)[0]).toMatchObject({
      'participant.id_in_session': 1,
      'participant.code': 'p2345678',
      'participant.label': 'LAB01',
      'participant._index_in_pages': 4,
      'participant._max_page_index': 4,
      'participant._current_app_name': 'bye',
      'participant.time_started_utc': '2026-03-14 08:26:53.020',
      'session.code': 'abcd2345',
      'session.config.name': 'sample',
      'quiz.1.player.key': 'right',
      'quiz.1.player.attempts': 2,
      'play.1.player.role': 'left',
      'play.1.player.episode_return': 2,
      'play.2.subsession.round_number': 2,
      'form.1.player.age': -5,
      'form.1.player.extra': ['a', { b: 1 }],
    });
    expect(rowsOf(path)[1]).toMatchObject({ 'participant.code': 'q2345678', 'participant.visited': false });
  });

  it('a file of an app has one row per player and round', () => {
    expect(
      rowsOf('play_2026-03-14.csv').map((row) => [row['participant.code'], row['subsession.round_number']]),
    ).toEqual([
      ['p2345678', 1],
      ['p2345678', 2],
    ]);
    expect(rowsOf('form_2026-03-14.csv')).toHaveLength(1);
  });

  it("PageTimes has oTree's columns, and differences of successive rows are the times on a page", () => {
    const path = 'PageTimes-2026-03-14.csv';
    expect(namesOf(path)).toEqual([
      'session_code',
      'participant_id_in_session',
      'participant_code',
      'page_index',
      'app_name',
      'page_name',
      'epoch_time_completed',
      'round_number',
      'timeout_happened',
      'is_wait_page',
    ]);
    const start = Date.parse('2026-03-14T09:26:53.000+01:00') / 1000;
    expect(
      rowsOf(path).map((row) => [row['page_index'], row['app_name'], Number(row['epoch_time_completed']).toFixed(2)]),
    ).toEqual([
      [0, '', (start + 0.02).toFixed(2)],
      [1, 'quiz', (start + 0.3).toFixed(2)],
      [2, 'play', (start + 2.2).toFixed(2)],
      [3, 'form', (start + 3).toFixed(2)],
    ]);
    expect(textsOf(otree, laid).get(path)?.split('\r\n')[1]).toMatch(/^abcd2345,1,p2345678,0,,.*,0,0$/);
  });

  it('every row has only columns that are described', () => {
    for (const { columns, rows } of laid.files.values()) {
      const known = new Set(columns.map((one) => one.name));
      for (const row of rows) expect(Object.keys(row).filter((name) => !known.has(name))).toEqual([]);
    }
  });
});
