import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chooseFromMenu, findHostProcess, findStations, readWindows } from './inspectApp';
import { type LaunchedApp, launchApp, windowAt } from './launchApp';
import { finishStudy, gamePicture, putShortStudy, reachFirstGame, readTick, SHORT_STUDY } from './playStudy';
import { takeShot } from './takeShot';

let folder: string;
let app: LaunchedApp;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cubicle-demo-'));
  putShortStudy(join(folder, 'data'), 300);
  app = await launchApp({
    folder,
    args: ['--host'],
    env: { CUBICLE_TEST_SAVE_DIALOG: join(folder, 'exported'), CUBICLE_TEST_MESSAGE_BOX: '1' },
  });
});
afterAll(async () => {
  await app?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a study is tried on one machine, survives the death of its host in the middle of play, and is exported', async () => {
  const { electron } = app;
  const operator = await windowAt(electron, /\/console\//);
  const card = operator.locator('.mantine-Card-root', { hasText: SHORT_STUDY });
  await card.getByRole('button', { name: 'Try it here' }).click();
  const stations = await findStations(electron, 2);
  const [left, right] = stations;
  if (!left || !right) throw new Error('two stations were expected');

  const places = (await readWindows(electron))
    .filter(({ url }) => url.includes('/station/'))
    .map(({ bounds }) => bounds);
  const [first, second] = [...places].sort((a, b) => a.x - b.x);
  expect(first && second && first.x + first.width <= second.x, JSON.stringify(places)).toBe(true);

  await Promise.all([reachFirstGame(left, (name) => takeShot(left, `station-${name}`)), reachFirstGame(right)]);
  await Promise.all(stations.map((page) => gamePicture(page)));
  await left.keyboard.down('ArrowRight');
  await left.keyboard.press('Space');
  await expect.poll(() => readTick(operator), { timeout: 30_000 }).toBeGreaterThan(60);
  await left.keyboard.up('ArrowRight');
  await takeShot(left, 'station-game');
  await takeShot(operator, 'console-session');

  const firstHost = await findHostProcess(electron);
  process.kill(firstHost, 'SIGKILL');
  const tickBefore = await readTick(operator);
  await expect.poll(() => findHostProcess(electron), { timeout: 20_000 }).not.toBe(firstHost);
  await expect.poll(() => readTick(operator), { timeout: 30_000 }).toBeGreaterThan(tickBefore);
  await Promise.all(stations.map((page) => gamePicture(page)));

  await Promise.all(stations.map((page) => finishStudy(page, 90_000)));
  await takeShot(left, 'station-end');
  await operator.getByRole('button', { name: 'End…' }).click();
  await operator.getByRole('button', { name: 'End the session' }).click();
  await operator.getByText('Ended', { exact: true }).first().waitFor();

  await chooseFromMenu(electron, 'exportSession');
  await operator.getByRole('dialog').getByRole('button', { name: 'Export…' }).click();
  await operator.getByText('Exported', { exact: true }).waitFor({ timeout: 60_000 });
  await takeShot(operator, 'console-exported');
  const exported = join(folder, 'exported');
  expect(existsSync(join(exported, 'SHA256SUMS'))).toBe(true);
  const answers = readdirSync(exported, { recursive: true })
    .map(String)
    .find((path) => path.endsWith('answers.csv'));
  expect(readFileSync(join(exported, answers ?? ''), 'utf8').split('\n').length).toBeGreaterThan(2);
}, 300_000);
