import { expect, test } from 'vitest';
import { describeReport } from './describeReport';

const checked = { rows: 0, games: 0, episodes: 0, ticks: 0, hashes: 0 };
const report = (code: 'journal/inUse' | 'journal/cut') =>
  describeReport('/r', { ok: false, findings: [{ level: 'problem', code, message: 'What is so.' }], checked });

test('a record that could not be looked at is not called wrong', () => {
  expect(report('journal/inUse')).toContain('/r was not looked at. Verify it when it is closed.');
  expect(report('journal/inUse')).not.toContain('is not what it claims');
  expect(report('journal/cut')).toContain('/r is not what it claims to be: 1 problem.');
});
