import { describe, expect, it } from 'vitest';
import { checkBids } from '../testing/checkBids';
import { layOut, storeRows, textsOf } from '../testing/layOut';
import { sampleSession, sampleTick } from '../testing/sampleSession';
import { bids } from './bids';

const laid = layOut(bids, storeRows(sampleSession()));
const texts = textsOf(bids, laid);
const folder = 'sub-p2345678/ses-abcd2345/beh/sub-p2345678_ses-abcd2345';

describe('the BIDS layout', () => {
  it('passes what the specification demands', () => {
    expect(checkBids(texts)).toEqual([]);
  });

  it.each([
    ['a file with a name of its own', (files: Map<string, string>) => files.set('notes.txt', 'x')],
    [
      'a sidecar that is not there',
      (files: Map<string, string>) => files.delete(`${folder}_task-play_run-1_events.json`),
    ],
    [
      'a label with a hyphen',
      (files: Map<string, string>) => files.set(`${folder}_task-my-play_run-1_events.tsv`, 'onset\tduration\n'),
    ],
    [
      'a time that is none',
      (files: Map<string, string>) => files.set(`${folder}_task-play_run-1_events.tsv`, 'onset\tduration\nsoon\t0\n'),
    ],
    [
      'an empty cell',
      (files: Map<string, string>) => files.set('participants.tsv', 'participant_id\tage\nsub-p2345678\t\n'),
    ],
    ['no version of BIDS', (files: Map<string, string>) => files.set('dataset_description.json', '{"Name":"x"}')],
  ])('would not pass with %s', (_, spoil) => {
    const files = new Map(texts);
    spoil(files);
    expect(checkBids(files)).not.toEqual([]);
  });

  it('has one file per participant and episode, and one for the scenes', () => {
    expect([...laid.files.keys()]).toEqual([
      'participants.tsv',
      'phenotype/quiz.tsv',
      'phenotype/form.tsv',
      `${folder}_task-studysample_events.tsv`,
      `${folder}_task-play_run-1_events.tsv`,
      `${folder}_task-play_run-2_events.tsv`,
    ]);
  });

  it('tells keys and rewards in seconds since the state after reset, in order', () => {
    expect(texts.get(`${folder}_task-play_run-1_events.tsv`)).toBe(
      [
        'onset\tduration\ttrial_type\tvalue\taction\tfate\ttick',
        '0\t0.2\tepisode\tn/a\tn/a\tn/a\tn/a',
        '0.001\t0\tkey_down\tArrowLeft\t1\tapplied\t1',
        '0.002\t0\tkey_down\tKeyX\tn/a\tunmapped\tn/a',
        '0.033\t0\treward\t0.5\tn/a\tn/a\t1',
        '0.066\t0\treward\t0.5\tn/a\tn/a\t2',
        '0.099\t0\treward\t0.5\tn/a\tn/a\t3',
        '0.132\t0\treward\t0.5\tn/a\tn/a\t4',
        '',
      ].join('\n'),
    );
  });

  it('has times in seconds for participants too, and answers in phenotype/', () => {
    expect(laid.files.get('participants.tsv')?.rows[0]).toMatchObject({
      participant_id: 'sub-p2345678',
      seated_at_s: 0.01,
      finished_at_s: 3,
      'play.return': 4,
    });
    expect(laid.files.get('phenotype/form.tsv')?.rows).toEqual([
      { participant_id: 'sub-p2345678', mood: '=cmd|calc', age: -5, extra: ['a', { b: 1 }] },
    ]);
  });

  it('keeps a line a row, whatever was typed', () => {
    const odd = textsOf(bids, layOut(bids, storeRows(sampleSession('a\tb\r\nc "d" \u2028 \0', 1))));
    expect(checkBids(odd)).toEqual([]);
    expect(odd.get('phenotype/form.tsv')).toContain('a b c "d"');
  });

  it('orders what comes within a second of other things', () => {
    const rows = sampleSession();
    const at = rows.findIndex((row) => row.kind === 'tick');
    const many = Array.from({ length: 3000 }, (_, index) => ({ ...sampleTick(0, 1), atMs: 1000 + (index ^ 7) }));
    const others = rows.filter((row) => row.kind !== 'tick' && row.kind !== 'input');
    const long = layOut(bids, storeRows([...others.slice(0, at), ...many, ...others.slice(at)]));
    const onsets = (long.files.get(`${folder}_task-play_run-1_events.tsv`)?.rows ?? []).map((row) => row['onset']);
    expect(onsets).toEqual([0, ...Array.from({ length: 3000 }, (_, index) => index / 1000)]);
  });
});
