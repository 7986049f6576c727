import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listRecordFiles } from '../../main/host/sync/listRecordFiles.node';
import { createDataFolder } from '../sync/createDataFolder';
import { createFaultProxy, type FaultProxy } from '../sync/createFaultProxy';
import { expectCopy } from '../sync/expectCopy';
import { readFolder } from '../sync/readFolder';
import { noRclone, secret, startWebdav, type TestServer } from '../sync/startServers';
import { type LaunchedApp, launchApp, windowAt } from './launchApp';
import { runCubicle } from './runCubicle';
import { putShortStudy, SHORT_STUDY } from './playStudy';
import { takeShot } from './takeShot';

/** So slow that a short session's record is on its way for a minute: the app is killed as soon as it shows that it sends. */
const slow = { kind: 'slow' as const, bytesPerS: 10_000 };

/** On a machine that does much else. */
const SOON_MS = 60_000;

let folder: string;
let app: LaunchedApp | null = null;
let server: TestServer;
let proxy: FaultProxy;

beforeAll(async () => {
  if (noRclone) return console.warn(noRclone);
  folder = mkdtempSync(join(tmpdir(), 'cubicle-sync-'));
  putShortStudy(join(folder, 'data'), 300);
  server = await startWebdav();
  proxy = await createFaultProxy(server.port);
});
afterAll(async () => {
  await app?.close();
  await proxy?.close();
  await server?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

async function launch(): Promise<Page> {
  app = await launchApp({ folder, args: ['--host'] });
  const operator = await windowAt(app.electron, /\/console\//);
  operator.setDefaultTimeout(SOON_MS);
  return operator;
}

const openPlace = (operator: Page, name: string): Promise<void> =>
  operator.getByRole('navigation').getByText(name, { exact: true }).click();

test.skipIf(noRclone !== null)(
  'a session reaches the target that was added in the console, also when the app is killed while it is sent',
  async () => {
    const operator = await launch();
    await operator
      .locator('.mantine-Card-root', { hasText: SHORT_STUDY })
      .getByRole('button', { name: 'Try it here' })
      .click();
    await operator.getByText('Running', { exact: true }).first().waitFor();

    await openPlace(operator, 'Sync');
    await operator.getByRole('button', { name: 'Add a target…' }).click();
    const dialog = operator.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('cloud');
    await dialog.getByRole('combobox', { name: 'Kind' }).click();
    await operator.getByRole('option', { name: /^WebDAV/ }).click();
    await dialog.getByLabel('Address').fill(`http://127.0.0.1:${proxy.port}`);
    await dialog.getByLabel('User').fill('lab');
    await dialog.getByRole('textbox', { name: 'Password' }).fill('not this one');
    await dialog.getByLabel(/^Running sessions too/).fill('1');
    await dialog.getByRole('button', { name: 'Test connection' }).click();
    await dialog.getByText('does not take this user name and password').waitFor();
    await dialog.getByRole('textbox', { name: 'Password' }).fill(secret);
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();

    // The session runs: what there is of it is there.
    const card = operator.getByRole('region', { name: 'Target cloud' });
    await card.getByText('there so far').waitFor();
    const [study = ''] = readdirSync(server.folder).filter((name) => name === 'short');
    const [record = ''] = readdirSync(join(server.folder, study));
    const there = (): Map<string, Buffer> => readFolder(join(server.folder, study, record));
    expect([...there().keys()]).toEqual([expect.stringMatching(/^running-\d{9}\.sqlite$/)]);
    await takeShot(operator, 'sync-running');

    proxy.always(slow);
    await openPlace(operator, 'Session');
    await operator.getByRole('button', { name: 'End…' }).click();
    await operator.getByRole('button', { name: 'End the session' }).click();
    await operator.getByRole('button', { name: 'Close', exact: true }).click();
    // The console goes back to its studies by itself when the session is put away.
    await operator.getByRole('button', { name: 'Try it here' }).first().waitFor();
    await openPlace(operator, 'Sync');
    await card.getByText(/^[1-9]\d* %$/).waitFor();
    await takeShot(operator, 'sync-sending');
    const main = app?.electron.process();
    if (!main) throw new Error('the app is gone');
    const gone = once(main, 'exit');
    main.kill('SIGKILL');
    await gone;
    expect(there().has('SYNCED.json')).toBe(false);

    // No key store here deserves a password, so it is asked for; then the record is brought over by itself.
    proxy.always(null);
    const again = await launch();
    await openPlace(again, 'Sync');
    const cardAgain = again.getByRole('region', { name: 'Target cloud' });
    await cardAgain.getByRole('textbox', { name: 'Password of cloud' }).fill(secret);
    await cardAgain.getByRole('button', { name: 'Go on' }).click();
    await cardAgain.getByText('1 of 1 there').waitFor();
    await cardAgain.getByText('there', { exact: true }).waitFor();
    await takeShot(again, 'sync-there');
    const own = join(folder, 'data', study, record);
    const files = readFolder(own);
    const here = new Map((await listRecordFiles(own)).map(({ path }) => [path, files.get(path) ?? Buffer.alloc(0)]));
    expect(here.has('journal.sqlite')).toBe(true);
    expectCopy(there(), here);
    expect(app?.output()).not.toContain(secret);
  },
  240_000,
);

test.skipIf(noRclone !== null)(
  'without a window the password comes from the environment, and is seen nowhere',
  async () => {
    const data = createDataFolder(fileURLToPath(new URL('../../dist/host/record.cjs', import.meta.url)));
    try {
      const record = await data.addRecord('head2345');
      const sync = (args: string[], password?: string) =>
        runCubicle(['sync', ...args, '--data', data.dataDir], {
          ...(password === undefined ? {} : { CUBICLE_SYNC_SECRET_MY_CLOUD: password }),
        });
      const add = ['add', 'my-cloud', '--webdav', `http://127.0.0.1:${server.port}`, '--user', 'lab'];
      const refused = await sync(add, 'not this one');
      expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining('does not take this user name')]);
      expect((await sync(add, secret)).exitCode).toBe(0);
      const missing = await sync([]);
      expect([missing.exitCode, missing.stdout]).toEqual([1, expect.stringContaining('The password of my-cloud')]);
      expect((await sync([], secret)).exitCode).toBe(0);
      expectCopy(readFolder(join(server.folder, record.record)), await data.contentOf(record));
      const report = await sync(['--report']);
      expect([report.exitCode, report.stdout]).toEqual([0, expect.stringContaining('1 of 1 records are there')]);
      for (const [path, body] of readFolder(data.dataDir)) expect(body.includes(secret), path).toBe(false);
    } finally {
      data.drop();
    }
  },
);
