import { expect, it } from 'vitest';
import type { PurgeChoice, RecordCopies } from '../../../protocol/purge';
import type { RecordRow } from '../../../protocol/view';
import { recordRow } from '../../../tests/recordRow';
import { planPurge } from './planPurge';

const rowOf = (session: string, day: number, state: RecordRow['state'] = 'ended'): RecordRow =>
  recordRow(state, { session, startedAt: `2024-06-${String(day).padStart(2, '0')}T12:00` });
const at = { target: 'nas', name: 'volley/x', verifiedAt: '2024-06-05T00:00:00.000Z' };
const nowhere: RecordCopies = { there: [], missing: [] };
const plan = (rows: RecordRow[], more: Partial<PurgeChoice>, copies: Record<string, RecordCopies> = {}) => {
  const choice = { which: { before: '2024-06-10' }, interrupted: false, uncopied: true, ...more };
  const { purge, keep } = planPurge(rows, choice, (record) => copies[record.replace('volley/', '')] ?? nowhere);
  return { purge: purge.map(({ session }) => session), keep: keep.map(({ session, why }) => [session, why]) };
};

it('takes what ended before a day, oldest first, and leaves what is broken off, written, damaged or younger', () => {
  const rows = [
    rowOf('young', 10),
    rowOf('running', 5, 'running'),
    rowOf('broken', 4, 'interrupted'),
    rowOf('damaged', 3, 'damaged'),
    rowOf('old', 2),
    rowOf('older', 1),
  ];
  const damaged = ['damaged', 'it is damaged, and can be salvaged'];
  const running = ['running', 'it is being written'];
  expect(plan(rows, {})).toEqual({
    purge: ['older', 'old'],
    keep: [damaged, ['broken', 'it was broken off and can be taken up again'], running],
  });
  expect(plan(rows, { interrupted: true })).toEqual({ purge: ['older', 'old', 'broken'], keep: [damaged, running] });
  expect(plan(rows, { which: { before: '2024-06-01' }, interrupted: true })).toEqual({ purge: [], keep: [] });
  expect(plan(rows, { which: { record: 'volley/young' } })).toEqual({ purge: ['young'], keep: [] });
  expect(plan(rows, { which: { record: 'volley/never' } })).toEqual({ purge: [], keep: [] });
});

it('leaves what has no whole copy at every target, unless it is told otherwise', () => {
  const rows = [rowOf('everywhere', 1), rowOf('halfway', 2), rowOf('nowhere', 3)];
  const copies = { everywhere: { there: [at], missing: [] }, halfway: { there: [at], missing: ['cloud'] } };
  expect(plan(rows, { uncopied: false }, copies)).toEqual({
    purge: ['everywhere'],
    keep: [
      ['halfway', 'it is not yet whole at cloud'],
      ['nowhere', 'no copy of it is known anywhere else'],
    ],
  });
  expect(plan(rows, { uncopied: true }, copies).purge).toEqual(['everywhere', 'halfway', 'nowhere']);
});

it('takes an encrypted record too, and looks for its copies under the name it had before', () => {
  const locked = { ...rowOf('old', 1, 'locked'), record: 'volley/old.tar.gz.age' };
  expect(plan([locked], { uncopied: false }, { old: { there: [at], missing: [] } }).purge).toEqual(['old']);
  expect(plan([locked], { uncopied: false }).keep).toEqual([['old', 'no copy of it is known anywhere else']]);
});
