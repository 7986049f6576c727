import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chooseFromMenu, findHostProcess, findStations, readWindows } from './inspectApp';
import { type LaunchedApp, launchApp, windowAt } from './launchApp';
import { gamePicture, putShortStudy, reachFirstGame, SHORT_STUDY } from './playStudy';
import { takeShot } from './takeShot';

const hasLan = Object.values(networkInterfaces())
  .flat()
  .some((one) => one !== undefined && !one.internal && one.family === 'IPv4');
if (!hasLan) console.log('skipped: pairing over the network needs an interface other than loopback');

let folder: string;
let host: LaunchedApp;
let station: LaunchedApp | null = null;
let operator: Page;
let address = '';

const launchStation = () => launchApp({ folder: join(folder, 'station'), args: ['--station'] });
const pairingsFile = () => join(folder, 'station', 'user', 'pairings.json');

describe.skipIf(!hasLan)('a station on the network', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cubicle-pairing-'));
    mkdirSync(join(folder, 'station'));
    putShortStudy(join(folder, 'host', 'data'), 3000);
    host = await launchApp({ folder: join(folder, 'host'), args: ['--host'], env: { CUBICLE_TEST_MESSAGE_BOX: '0' } });
    operator = await windowAt(host.electron, /\/console\//);
    await operator.getByText(SHORT_STUDY).waitFor();
    await chooseFromMenu(host.electron, 'openRoom');
    const shown = operator.getByText(/^https:\/\/\d+\.\d+\.\d+\.\d+:\d+\/station\//).first();
    address = new URL(await shown.innerText()).host;
  });
  afterAll(async () => {
    await station?.close();
    await host?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  test('is paired by one code on both screens, and shows the page of its host alone', async () => {
    station = await launchStation();
    const page = await windowAt(station.electron, /^cubicle:/);
    await page.getByLabel('Not in the list?', { exact: false }).fill(address);
    await page.getByRole('button', { name: 'Connect' }).click();
    const code = page.getByRole('img', { name: /^Code/ });
    await code.waitFor();
    await takeShot(page, 'pairing-code');
    const digits = (await code.innerText()).trim();
    expect(digits).toMatch(/^\d{3} \d{3}$/);
    await operator.getByText(digits, { exact: true }).waitFor();
    await takeShot(operator, 'pairing-console');
    await operator.getByRole('button', { name: 'Codes match – let it in' }).click();
    const [own] = await findStations(station.electron, 1);
    expect(new URL(own?.url() ?? '').host).toBe(address);
    await expect
      .poll(async () =>
        (await readWindows(station?.electron ?? host.electron))
          .filter(({ visible }) => visible)
          .map(({ url }) => new URL(url).pathname),
      )
      .toEqual(['/station/']);
    expect(JSON.parse(readFileSync(pairingsFile(), 'utf8'))).toMatchObject([
      { fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown },
    ]);
    expect(statSync(pairingsFile()).mode & 0o777).toBe(0o600);
  });

  test('takes part in a session, and comes back by itself after the host was killed', async ({ onTestFailed }) => {
    onTestFailed(() => {
      process.stderr.write(`── host\n${host.output()}\n── station\n${station?.output() ?? ''}\n`);
    });
    if (!station) throw new Error('not paired');
    await operator.getByText('Studies', { exact: true }).first().click();
    await operator
      .locator('.mantine-Card-root', { hasText: SHORT_STUDY })
      .getByRole('button', { name: 'New session' })
      .click();
    const [own] = await findStations(station.electron, 1);
    if (!own) throw new Error('no station');
    await operator.getByText('LAB01').first().waitFor();
    await operator.getByRole('button', { name: 'Start', exact: true }).click();
    await reachFirstGame(own);
    // Alone, it waits for a neighbour for half a minute.
    await gamePicture(own, 60_000);
    const pid = await findHostProcess(host.electron);
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => findHostProcess(host.electron), { timeout: 20_000 }).not.toBe(pid);
    // Nothing was pressed before: a key that arrives shows that the station is back.
    const row = operator.getByRole('row', { name: /LAB01/ });
    await expect
      .poll(
        async () => {
          await own.keyboard.press('ArrowRight');
          return row.innerText();
        },
        { timeout: 30_000 },
      )
      .toMatch(/\d s ago/);
    await gamePicture(own);
    await takeShot(own, 'pairing-station-game');
    await operator.getByText('Running', { exact: true }).first().waitFor();
  });

  test('goes to its lab by itself at the next start', async () => {
    await station?.electron.close();
    station = await launchStation();
    const [own] = await findStations(station.electron, 1);
    if (!own) throw new Error('no station');
    await gamePicture(own);
    const kiosk = (await readWindows(station.electron)).find(({ url }) => url.includes('/station/'));
    expect(kiosk?.fullScreen).toBe(true);
  });

  test('shows nothing of a host with another certificate, whatever its address', async () => {
    await station?.electron.close();
    const kept = readFileSync(pairingsFile(), 'utf8');
    writeFileSync(pairingsFile(), kept.replace(/"fingerprint": "[0-9a-f]{64}"/, `"fingerprint": "${'ab'.repeat(32)}"`));
    station = await launchStation();
    const page = await windowAt(station.electron, /^cubicle:/);
    await page.getByText('Paired', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Join' }).click();
    await page.getByText('Labs in this network').waitFor();
    expect(station.electron.windows().map((one) => new URL(one.url()).protocol)).toEqual(['cubicle:']);
    await takeShot(page, 'pairing-list');
  });
});
