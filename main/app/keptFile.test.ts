import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { keptFile } from './keptFile';

const schema = z.object({ role: z.enum(['host', 'station']).nullable() });
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cubicle-kept-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('what is kept is read again, for this user alone, with nothing left beside it', () => {
  const inner = join(folder, 'user', 'data');
  const kept = keptFile(join(inner, 'role.json'), schema, { role: null });
  expect(kept.read()).toEqual({ role: null });
  kept.write({ role: 'station' });
  kept.write({ role: 'host' });
  expect(keptFile(join(inner, 'role.json'), schema, { role: null }).read()).toEqual({ role: 'host' });
  expect(readdirSync(inner)).toEqual(['role.json']);
  if (process.platform !== 'win32') expect(statSync(join(inner, 'role.json')).mode & 0o777).toBe(0o600);
});

test.each(['', '{', 'null', '{"role":"boss"}'])('what cannot be understood counts as nothing: %j', (text) => {
  const file = join(folder, 'role.json');
  writeFileSync(file, text);
  expect(keptFile(file, schema, { role: null }).read()).toEqual({ role: null });
  expect(readFileSync(file, 'utf8')).toBe(text);
});
