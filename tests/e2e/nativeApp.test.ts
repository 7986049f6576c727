import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findHostProcess, findStations } from './inspectApp';
import { type LaunchedApp, launchApp, windowAt } from './launchApp';
import { finishStudy, gamePicture, putShortStudy, reachFirstGame, readTick, SHORT_STUDY } from './playStudy';
import { takeShot } from './takeShot';

let folder: string;
let app: LaunchedApp;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cubicle-native-app-'));
  const data = join(folder, 'data');
  putShortStudy(data, 300);
  const file = join(data, 'studies', 'short', 'study.yaml');
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace('class: SlimeVolley', 'class: SlimeVolley\n    runtime: python'),
  );
  app = await launchApp({ folder, args: ['--host'] });
});
afterAll(async () => {
  await app?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The native interpreters that a host has started. */
function findInterpreters(hostPid: number): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  const processes = lines.map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line));
  return processes.flatMap((found) =>
    found?.[3]?.includes('native.py') && Number(found[2]) === hostPid ? [Number(found[1])] : [],
  );
}

test('in the app a study that asks for a native Python is trusted, played, and goes on when its Python is killed', async () => {
  const { electron } = app;
  const operator = await windowAt(electron, /\/console\//);
  const card = operator.locator('.mantine-Card-root', { hasText: SHORT_STUDY });
  await card.getByRole('button', { name: 'Trust this study…' }).waitFor();
  await takeShot(operator, 'console-untrusted');
  expect(await card.getByRole('button', { name: 'Try it here' }).isDisabled()).toBe(true);
  await card.getByRole('button', { name: 'Trust this study…' }).click();
  await operator.getByRole('button', { name: 'I trust it' }).click();
  await card.getByRole('button', { name: 'Try it here' }).click();

  const stations = await findStations(electron, 2);
  await Promise.all(stations.map((page) => reachFirstGame(page)));
  await Promise.all(stations.map((page) => gamePicture(page)));
  await expect.poll(() => readTick(operator), { timeout: 30_000 }).toBeGreaterThan(30);

  const host = await findHostProcess(electron);
  const [interpreter, ...others] = findInterpreters(host);
  if (interpreter === undefined) throw new Error('the host has started no native Python');
  const tickBefore = await readTick(operator);
  for (const pid of [interpreter, ...others]) process.kill(pid, 'SIGKILL');
  await expect.poll(() => readTick(operator), { timeout: 30_000 }).toBeGreaterThan(tickBefore + 10);
  await takeShot(operator, 'console-native');
  expect(findInterpreters(host)).not.toContain(interpreter);

  await Promise.all(stations.map((page) => finishStudy(page, 120_000)));
}, 300_000);
