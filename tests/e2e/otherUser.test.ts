import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listFiles } from '../../main/host/record/writeChecksums.node';
import { makeRecord } from './makeRecord';

const program = fileURLToPath(new URL('../../dist/cli/cubicle.cjs', import.meta.url));
const nobody = 65534;
const asNobody = (args: readonly string[]) =>
  spawnSync(process.execPath, [program, ...args], {
    uid: nobody,
    gid: nobody,
    cwd: '/',
    env: { ...process.env, HOME: root },
    encoding: 'utf8',
    timeout: 60_000,
  });
const mayBecome =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  spawnSync(process.execPath, [program, '--version'], { uid: nobody, gid: nobody, cwd: '/' }).status === 0;
if (!mayBecome) process.stdout.write('\nanother user: skipped: it takes root to become one who may read the program\n');

let root: string;
let data: string;
let record: string;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'cubicle-other-user-'));
  chmodSync(root, 0o755);
  data = join(root, 'data');
  mkdirSync(data, { mode: 0o755 });
  record = await makeRecord(data, 'MINE2345');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const bytesOf = (folder: string): string[] =>
  listFiles(folder).map((path) => `${path} ${readFileSync(join(folder, path)).toString('base64')}`);

it.skipIf(!mayBecome).each([
  ['a host', () => ['host', '--data', data], /Nothing can be written to .*Choose another data folder/],
  ['an export', () => ['export', record, '--out', join(root, 'out')], /MINE2345/],
  ['a verification', () => ['verify', record], /MINE2345/],
])('%s under a user who may not is refused in words, and nothing is changed', (_, args, words) => {
  const before = bytesOf(data);
  const run = asNobody(args());
  expect({ status: run.status, stdout: run.stdout }).toEqual({ status: expect.any(Number) as number, stdout: '' });
  expect(run.status).not.toBe(0);
  expect(run.stderr).toMatch(words);
  expect(run.stderr).not.toMatch(/\n\s+at /);
  expect(bytesOf(data)).toEqual(before);
});
