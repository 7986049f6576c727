import { expect, test } from 'vitest';
import { decidePython, meetsVersion } from './decidePython';

test.each([
  ['3.11.2', '>=3.10', true],
  ['3.9.18', '>=3.10', false],
  ['3.10.0', '>=3.10', true],
  ['3.11.2', '==3.11', true],
  ['3.13.0', '>=3.10,<3.13', false],
  ['3.12.9', '>=3.10,<3.13', true],
  ['3.12.9', '<=3.12', true],
  ['4.0.0', '>=3.10', true],
])('%s within %s: %s', (version, bounds, expected) => {
  expect(meetsVersion(version, bounds)).toBe(expected);
});

test('takes the first that is new enough', () => {
  const decided = decidePython(
    [
      { program: 'python3', version: '3.8.10', executable: '/usr/bin/python3' },
      { program: 'python3.12', version: '3.12.1', executable: '/opt/python3.12' },
      { program: 'python3.13', version: '3.13.0', executable: '/opt/python3.13' },
    ],
    null,
  );
  expect(decided).toEqual({ ok: true, python: { executable: '/opt/python3.12', version: '3.12.1' } });
});

test('says what was looked for when there is none, and what to install', () => {
  const decided = decidePython(
    [
      { program: 'python3', problem: null },
      { program: '/usr/local/bin/python3', problem: null },
    ],
    null,
  );
  expect(decided).toMatchObject({ ok: false });
  if (decided.ok) return;
  expect(decided.message).toContain('3.10 or newer');
  expect(decided.message).toContain('looked for python3.');
  expect(decided.message).toContain('python3-venv');
  expect(decided.message).toContain('CUBICLE_PYTHON');
});

test('says which was too old, or outside of what the study asks for', () => {
  const decided = decidePython(
    [
      { program: 'python3', version: '3.9.2', executable: '/usr/bin/python3' },
      { program: 'python3.14', version: '3.14.0', executable: '/usr/bin/python3.14' },
      { program: 'python3.12', problem: 'cannot be started' },
    ],
    '>=3.11,<3.14',
  );
  expect(decided).toMatchObject({ ok: false });
  if (decided.ok) return;
  expect(decided.message).toContain('>=3.11,<3.14');
  expect(decided.message).toContain('Found only python3 (3.9.2), python3.14 (3.14.0), python3.12 (cannot be started)');
});
