import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCubicle } from './runCubicle';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cubicle-line-'));
  mkdirSync(join(folder, 'my study'));
  writeFileSync(join(folder, 'my study', 'study.yaml'), 'cubicle: 1\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('nobody who listens any more is no reason to break off', async () => {
  const program = fileURLToPath(new URL('../../dist/cli/cubicle.cjs', import.meta.url));
  const child = spawn(process.execPath, [program, 'validate', 'no-such-study'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  child.stderr.destroy();
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(2);
});

test('who names study.yaml is told its folder, as it can be copied', async () => {
  const { exitCode, stderr } = await runCubicle(['validate', join(folder, 'my study', 'study.yaml')]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`is a file. Name the folder of the study: "${join(folder, 'my study')}"`);
});
