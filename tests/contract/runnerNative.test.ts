import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { encode } from '@msgpack/msgpack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRunner } from '../../main/host/game/createRunner.node';
import { frameMessage } from '../../main/host/game/native/createFrameReader';
import { findPython } from '../../main/host/game/native/findPython.node';
import { startNativeRunner } from '../../main/host/game/native/startNativeRunner.node';
import { readFolder } from '../../main/host/game/readFolder.node';
import { readPythonPackage } from '../../main/host/game/readPythonPackage.node';
import { describeNativeRunner } from './runnerContract';

const inRoot = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
type NativeRunner = ReturnType<typeof startNativeRunner>;

let program: string;
const started: NativeRunner[] = [];
function start(): NativeRunner {
  const helper = startNativeRunner({ program, memoryBytes: 1024 ** 3 });
  started.push(helper);
  return helper;
}
beforeAll(async () => {
  program = (await findPython(null)).executable;
});

afterAll(() => Promise.all(started.map(({ cleared }) => cleared)));

describeNativeRunner('a runner in a native Python', () => Promise.resolve(start()));

test('what an environment writes to the streams of the process is not taken for an answer', async () => {
  const helper = start();
  const runner = createRunner(helper, {
    python: await readPythonPackage(inRoot('environments/cubicle')),
    keepSnapshot: null,
  });
  const files = await readFolder(inRoot('tests/fixtures/environments/native'), () => true);
  const path = await runner.mount('/study/shouts', files);
  const canvas = { width: 100, height: 100 };
  await runner.load({ op: 'load', game: 'g', path, file: 'shouts.py', class: 'Shouts', kwargs: {}, canvas }, 10_000);
  await runner.call({ op: 'reset', game: 'g', seed: 1 }, 10_000);
  for (let tick = 0; tick < 3; tick += 1)
    expect((await runner.call({ op: 'step', game: 'g', actions: { a: 0 } }, 10_000)).obs).toEqual({ a: 0 });
  expect(existsSync(path)).toBe(true);
  runner.kill();
  await helper.cleared;
  expect(existsSync(path)).toBe(false);
});

test('an interpreter whose host is gone ends, even out of an endless loop', async () => {
  const python = `
import sys
sys.path.insert(0, sys.argv[1])
import cubicle.harness, cubicle.native
def handle(request):
    sys.stderr.write("looping")
    while True:
        pass
cubicle.harness.handle = handle
cubicle.native.serve("/", 1 << 30)
`;
  const call = Buffer.from(frameMessage(encode({ type: 'call', requestId: 1, request: '' }))).toString('hex');
  const host = `
    const { spawn } = require('node:child_process');
    const [program, python, folder, call] = process.argv.slice(1);
    const child = spawn(program, ['-c', python, folder], { stdio: 'pipe' });
    child.stdin.write(Buffer.from(call, 'hex'));
    child.stderr.once('data', (text) => {
      process.stdout.write(child.pid + ' ' + text, () => process.exit(0));
    });
  `;
  const { stdout } = spawnSync(process.execPath, ['-e', host, program, python, inRoot('environments'), call], {
    encoding: 'utf8',
  });
  expect(stdout).toMatch(/^\d+ looping$/);
  const pid = Number.parseInt(stdout, 10);
  await expect.poll(() => isAlive(pid), { timeout: 20_000 }).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
