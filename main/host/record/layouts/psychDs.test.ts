import { describe, expect, it } from 'vitest';
import { checkPsychDs } from '../testing/checkPsychDs';
import { layOut, storeRows, textsOf } from '../testing/layOut';
import { sampleSession } from '../testing/sampleSession';
import { psychDs } from './psychDs';

const laid = layOut(psychDs, storeRows(sampleSession()));
const texts = textsOf(psychDs, laid);
const data = (table: string): string => `data/study-sample_session-abcd2345_description-${table}_data.csv`;

describe('the Psych-DS layout', () => {
  it('passes the rules of the specification', () => {
    expect(checkPsychDs(texts)).toEqual([]);
  });

  it.each([
    ['a name without keywords', (files: Map<string, string>) => files.set('data/mine.csv', 'session\r\n')],
    ['a column nobody described', (files: Map<string, string>) => files.set(data('ticks'), 'secret\r\n')],
    ['no description', (files: Map<string, string>) => files.delete('dataset_description.json')],
    [
      'no data',
      (files: Map<string, string>) =>
        [...files.keys()].filter((path) => path.endsWith('.csv')).forEach((path) => files.delete(path)),
    ],
    [
      'another type',
      (files: Map<string, string>) =>
        files.set('dataset_description.json', '{"@context":"https://schema.org","@type":"Thing"}'),
    ],
    ['a row too long', (files: Map<string, string>) => files.set(data('ticks'), 'session\r\na,b\r\n')],
  ])('would not pass with %s', (_, spoil) => {
    const files = new Map(texts);
    spoil(files);
    expect(checkPsychDs(files)).not.toEqual([]);
  });

  it('has every table as a data file, and its variables beside it', () => {
    expect([...laid.files.keys()]).toEqual(
      [
        'participants',
        'answers',
        'pagetimes',
        'events',
        'episodes',
        'ticks',
        'inputs',
        'policies',
        'timing',
        'operator',
      ].map(data),
    );
    expect(laid.files.get(data('ticks'))?.rows).toHaveLength(16);
    expect(laid.files.get(data('inputs'))?.rows).toHaveLength(2);
    expect(texts.get(data('ticks').replace('.csv', '.json'))).toContain('"name": "late_ms"');
  });
});
