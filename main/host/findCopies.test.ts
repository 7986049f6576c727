import { expect, it } from 'vitest';
import type { SyncRow, SyncTargetView } from '../../protocol/sync';
import { findCopies } from './findCopies';

const verifiedAt = '2026-03-14T09:26:53.000Z';
const row = (more: Partial<SyncRow>): SyncRow => ({
  record: 'volley/a',
  running: false,
  phase: 'there',
  done: 1,
  of: 1,
  name: 'volley/a',
  verifiedAt,
  problem: null,
  ...more,
});
const target = (name: string, ...rows: SyncRow[]): SyncTargetView => ({
  name,
  settings: { kind: 'folder', path: '/mnt/lab' },
  runningEveryMin: 0,
  secret: 'none',
  problem: null,
  retryAt: null,
  rows,
});

it('takes for a copy only what is whole and verified', () => {
  const targets = [
    target('nas', row({ name: 'volley/a_copy2' })),
    target('running', row({ running: true })),
    target('waiting', row({ phase: 'waiting' })),
    target('failed', row({ phase: 'failed' })),
    target('empty'),
    target('other', row({ record: 'volley/b' })),
  ];
  expect(findCopies({ targets }, 'volley/a')).toEqual({
    there: [{ target: 'nas', name: 'volley/a_copy2', verifiedAt }],
    missing: ['running', 'waiting', 'failed', 'empty', 'other'],
  });
  expect(findCopies({ targets: [] }, 'volley/a')).toEqual({ there: [], missing: [] });
});
