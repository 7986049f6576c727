import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findElectron } from '../../build/scripts/findElectron.mjs';
import { rootFolder } from '../../build/scripts/paths.mjs';
import { expectOk } from '../../main/cli/connectLine.node';
import { openConsole } from '../../main/cli/openConsole.node';
import { briefStudy } from '../briefStudy';
import { chooseFromMenu, findHostProcess, findStations } from './inspectApp';
import { type LaunchedApp, launchApp, windowAt } from './launchApp';
import { putShortStudy, SHORT_STUDY } from './playStudy';
import { takeShot } from './takeShot';

let folder: string;
const open: LaunchedApp[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cubicle-life-'));
});
afterEach(async () => {
  for (const app of open.splice(0)) await app.close();
  rmSync(folder, { recursive: true, force: true });
});

async function launch(env: Record<string, string> = {}): Promise<LaunchedApp> {
  const app = await launchApp({ folder, args: ['--host'], env });
  open.push(app);
  return app;
}

/** Starts the app as a second person at the terminal would, and waits for its end. */
async function runOnce(args: string[]): Promise<{ code: number | null; output: string }> {
  const { executable } = await findElectron();
  const child = spawn(executable, [
    rootFolder,
    '--no-sandbox',
    '--disable-gpu',
    `--user-data-dir=${join(folder, 'user')}`,
    ...args,
  ]);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => void (output += data.toString()));
  await once(child, 'close');
  return { code: child.exitCode, output };
}

test.each([
  [['--kisok'], /does not know the switch "--kisok"/],
  [['cubicle://open'], /opens no files from the command line/],
  [['--inspect=0'], /does not know the switch "--inspect=0"/],
  [['--remote-debugging-port=9333'], /does not know the switch/],
])('refuses %j in words, with exit code 2', async (args, words) => {
  const { code, output } = await runOnce(args);
  expect(output).toMatch(words);
  expect(code).toBe(2);
});

test('a second start says so and ends; the first goes on', async () => {
  const app = await launch();
  await windowAt(app.electron, /\/console\//);
  const host = await findHostProcess(app.electron);
  const { code, output } = await runOnce(['--host', '--data', join(folder, 'data')]);
  expect(output).toContain('Cubicle is running already');
  expect(code).toBe(0);
  expect(await findHostProcess(app.electron)).toBe(host);
});

test('closing with a session running asks; what was left is taken up at the next start', async () => {
  putShortStudy(join(folder, 'data'), 3000);
  const keeping = await launch({ CUBICLE_TEST_MESSAGE_BOX: '1' });
  const operator = await windowAt(keeping.electron, /\/console\//);
  await operator
    .locator('.mantine-Card-root', { hasText: SHORT_STUDY })
    .getByRole('button', { name: 'Try it here' })
    .click();
  await operator.getByText('Running', { exact: true }).first().waitFor();
  await keeping.electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()
      .find((window) => window.webContents.getURL().includes('/console/'))
      ?.close();
  });
  await expect.poll(() => keeping.output()).toContain('"messageBox":"A session is running."');
  // It was answered with "Keep Running".
  await chooseFromMenu(keeping.electron, 'pauseSession');
  await operator.getByText('Paused', { exact: true }).first().waitFor();
  const ended = once(keeping.electron.process(), 'exit');
  await keeping.electron.evaluate(({ powerMonitor }) => void powerMonitor.emit('shutdown'));
  await ended;
  open.pop();

  const again = await launch();
  const later = await windowAt(again.electron, /\/console\//);
  await later.getByText(/A session of .* was interrupted/).waitFor();
  await later.getByRole('button', { name: 'Take it up again' }).click();
  await later.getByText('LAB02').first().waitFor();
});

test('the host that dies again and again is told in words, and started again when the operator says so', async () => {
  const app = await launch({ CUBICLE_TEST_MESSAGE_BOX: '0' });
  await windowAt(app.electron, /\/console\//);
  const seen: number[] = [];
  for (let death = 0; death < 4; death++) {
    await expect.poll(() => findHostProcess(app.electron), { timeout: 20_000 }).not.toBe(seen.at(-1));
    const pid = await findHostProcess(app.electron);
    seen.push(pid);
    process.kill(pid, 'SIGKILL');
  }
  await expect
    .poll(() => app.output(), { timeout: 20_000 })
    .toContain('"messageBox":"The lab has stopped, several times in a row."');
  // The prepared answer is "Try Again".
  await expect.poll(() => findHostProcess(app.electron), { timeout: 20_000 }).not.toBe(seen.at(-1));
});

test('an ended session stays on its screens when the host dies, until it is put away', async () => {
  mkdirSync(join(folder, 'data', 'studies', 'brief'), { recursive: true });
  writeFileSync(join(folder, 'data', 'studies', 'brief', 'study.yaml'), briefStudy);
  const app = await launch();
  const operator = await windowAt(app.electron, /\/console\/.*#token=/);
  const { origin: url, hash } = new URL(operator.url());
  const end = await openConsole({ url, operatorToken: new URLSearchParams(hash.slice(1)).get('token') ?? '' });
  /** Kills the host; when this settles, the next one has answered. */
  const killHost = async (): Promise<void> => {
    const pid = await findHostProcess(app.electron);
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => findHostProcess(app.electron)).not.toBe(pid);
    expectOk(await end.request('console:watch', { games: [] }, 60_000));
  };
  const { session } = expectOk(await end.request('session:create', { study: 'brief' }));
  await operator.getByRole('button', { name: 'Add a seat on this machine' }).click();
  const [station] = await findStations(app.electron, 1);
  if (!station) throw new Error('no station');
  expectOk(await end.request('session:start', {}, 60_000));
  await station.getByRole('button', { name: 'Continue' }).click();
  await station.getByText('Thank you.').waitFor();
  const lastPage = await station.locator('body').innerText();
  expect(lastPage).toMatch(/Your code/);
  expectOk(await end.request('session:end', {}));

  await killHost();
  expect(end.view().session).toMatchObject({ session, phase: 'ended' });
  await expect.poll(() => end.view().session?.seats).toMatchObject([{ seat: 'LAB01', connected: true }]);
  await expect.poll(() => station.locator('body').innerText()).toBe(lastPage);
  await operator.getByText('Ended', { exact: true }).first().waitFor();
  await takeShot(station, 'ended-station-after-kill');
  await takeShot(operator, 'ended-console-after-kill');

  expectOk(await end.request('session:close', {}));
  await killHost();
  expect(end.view().session).toBeNull();
  expect(end.view().records).toMatchObject([{ session, state: 'ended' }]);
  end.close();
});
