import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { secureWebPreferences } from '../../main/app/secureWebPreferences';
import { bridgeChannels } from '../../protocol/bridge';
import { findStations, readWindows } from './inspectApp';
import { type LaunchedApp, launchApp, windowAt } from './launchApp';
import { putShortStudy, SHORT_STUDY } from './playStudy';

let folder: string;
let app: LaunchedApp;
let canary: Server;
let canaryUrl: string;
const canaryHits: string[] = [];
let operator: Page;
let station: Page;
let runner: Page;

beforeAll(async () => {
  canary = createServer((request, response) => {
    canaryHits.push(request.url ?? '');
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.end('canary');
  });
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
  canaryUrl = `http://127.0.0.1:${(canary.address() as AddressInfo).port}`;
  folder = mkdtempSync(join(tmpdir(), 'cubicle-guards-'));
  putShortStudy(join(folder, 'data'), 3000);
  app = await launchApp({
    folder,
    args: ['--host'],
    env: { CUBICLE_TEST_SAVE_DIALOG: '', CUBICLE_TEST_MESSAGE_BOX: '0' },
  });
  operator = await windowAt(app.electron, /\/console\//);
  await operator
    .locator('.mantine-Card-root', { hasText: SHORT_STUDY })
    .getByRole('button', { name: 'Try it here' })
    .click();
  const [first] = await findStations(app.electron, 2);
  if (!first) throw new Error('no station');
  station = first;
  runner = await windowAt(app.electron, /^runner:/);
});
afterAll(async () => {
  await app?.close();
  canary?.close();
  rmSync(folder, { recursive: true, force: true });
});

const pages = (): [string, Page][] => [
  ['console', operator],
  ['station', station],
  ['runner', runner],
];

describe('every window', () => {
  test('is opened with the one secure set of preferences, without developer tools, runners out of sight', async () => {
    const windows = await readWindows(app.electron);
    const kinds = windows.map(({ url }) => new URL(url).pathname.split('/')[1] ?? '');
    expect(kinds.filter((kind) => kind === 'station')).toHaveLength(2);
    expect(kinds).toContain('console');
    // Electron tells these; the rest of the set shows in what the pages below can do.
    const told = [
      'allowRunningInsecureContent',
      'contextIsolation',
      'experimentalFeatures',
      'nodeIntegration',
      'nodeIntegrationInSubFrames',
      'sandbox',
      'webSecurity',
      'webviewTag',
    ] as const;
    const expected = Object.fromEntries(told.map((name) => [name, secureWebPreferences[name]]));
    for (const { url, preferences } of windows) {
      expect(Object.fromEntries(told.map((name) => [name, preferences[name]])), url).toEqual(expected);
    }
    expect(windows.filter(({ url }) => url.startsWith('runner:')).every(({ visible }) => !visible)).toBe(true);
    const openTools = await app.electron.evaluate(({ webContents }) =>
      webContents.getAllWebContents().map((contents) => {
        contents.openDevTools();
        return contents.isDevToolsOpened();
      }),
    );
    expect(openTools.some(Boolean)).toBe(false);
  });

  test('knows no Node, and a participant no desktop', async () => {
    for (const [name, page] of pages()) {
      const found = await page.evaluate(() =>
        ['require', 'process', 'module', 'Buffer', 'ipcRenderer'].filter((word) => word in globalThis),
      );
      expect(found, name).toEqual([]);
    }
    expect(await station.evaluate(() => 'cubicleDesktop' in globalThis || 'cubiclePairing' in globalThis)).toBe(false);
    expect(await operator.evaluate(() => 'cubicleDesktop' in globalThis)).toBe(true);
  });

  test('stays where it is and opens no other', async () => {
    const before = await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
    for (const [name, page] of pages()) {
      const url = page.url();
      for (const target of [
        `${canaryUrl}/leave`,
        'file:///etc/passwd',
        'data:text/html,<p>x',
        'cubicle://pairing/pairing/index.html',
      ]) {
        await page.evaluate((to) => {
          const link = document.createElement('a');
          link.href = to;
          link.click();
        }, target);
        const opened = await page.evaluate((to) => window.open(to) === null, target);
        expect(opened, `${name} opened ${target}`).toBe(true);
      }
      expect(page.url(), name).toBe(url);
      expect(await page.evaluate(() => document.visibilityState.length), `${name} lives`).toBeGreaterThan(0);
    }
    expect(await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(before);
    expect(canaryHits).toEqual([]);
  });

  test('reaches no other address, and is granted nothing', async () => {
    for (const [name, page] of pages()) {
      const reached = await page.evaluate(async (url) => {
        const tries: Record<string, () => Promise<unknown>> = {
          fetch: () => fetch(`${url}/fetch`, { mode: 'no-cors' }),
          image: () =>
            new Promise((resolve, reject) => {
              const image = new Image();
              image.onload = resolve;
              image.onerror = reject;
              image.src = `${url}/image`;
            }),
          socket: () =>
            new Promise((resolve, reject) => {
              const socket = new WebSocket(`${url.replace('http', 'ws')}/socket`);
              socket.onopen = resolve;
              socket.onerror = reject;
            }),
          frame: () =>
            new Promise((_resolve, reject) => {
              // An error page loads too: whether it was the canary, its hits tell.
              const frame = document.createElement('iframe');
              frame.onload = () => reject(new Error('no matter'));
              setTimeout(() => reject(new Error('never loaded')), 500);
              frame.src = `${url}/frame`;
              document.documentElement.append(frame);
            }),
          camera: () => navigator.mediaDevices.getUserMedia({ video: true }),
          place: () => new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject)),
          clipboard: () => navigator.clipboard.readText(),
          text: () => {
            const made: unknown = Reflect.construct(Function, ['return 1']);
            return Promise.resolve(made);
          },
        };
        const done: string[] = [];
        for (const [what, attempt] of Object.entries(tries)) {
          try {
            await Promise.resolve().then(attempt);
            done.push(what);
          } catch {
            // As it should be.
          }
        }
        return done;
      }, canaryUrl);
      expect(reached, name).toEqual([]);
    }
    expect(canaryHits).toEqual([]);
  });
});

describe('what a window may ask of the desktop', () => {
  test('a window that is not known is answered nothing, on any channel', async () => {
    const preload = join(folder, 'rogue.js');
    writeFileSync(
      preload,
      `globalThis.ask = (name, payload) => require('electron').ipcRenderer.invoke(name, payload);`,
    );
    await app.electron.evaluate(
      ({ BrowserWindow }, file) =>
        new BrowserWindow({
          show: false,
          webPreferences: { preload: file, sandbox: false, contextIsolation: false, partition: 'rogue' },
        }).loadURL('about:blank#rogue'),
      preload,
    );
    const rogue = await windowAt(app.electron, /#rogue$/);
    for (const name of Object.values(bridgeChannels)) {
      const answer = await rogue.evaluate((channel) => {
        const { ask } = globalThis as typeof globalThis & { ask(name: string, payload: unknown): Promise<unknown> };
        return ask(channel, '/').then(
          () => 'answered',
          (cause: Error) => cause.message,
        );
      }, name);
      expect(answer, name).toMatch(/This window may not ask for that|No handler registered/);
    }
    await app.electron.evaluate(({ BrowserWindow }) => {
      for (const window of BrowserWindow.getAllWindows())
        if (window.webContents.getURL().endsWith('#rogue')) window.destroy();
    });
  });

  test('the console gets no folder shown that is not a record, and no station but of its own host', async () => {
    const ask = (what: 'reveal' | 'openStation', value: string) =>
      operator.evaluate(
        async ([name, payload]) => {
          const desktop = window.cubicleDesktop;
          if (!desktop) throw new Error('no desktop');
          return desktop[name === 'reveal' ? 'reveal' : 'openStation'](payload ?? '').then(
            () => 'done',
            (cause: Error) => cause.message,
          );
        },
        [what, value] as const,
      );
    for (const path of ['/etc', '/', `${app.dataFolder}/../user`, 'relative', join(folder, 'none')]) {
      expect(await ask('reveal', path), path).toMatch(/Only exports and records|not there/);
    }
    const { origin } = new URL(operator.url());
    for (const url of [`${canaryUrl}/station/`, 'file:///etc/passwd', `${origin}/console/`, 'javascript:alert(1)']) {
      expect(await ask('openStation', url), url).toMatch(/not the address of a station|not understood/);
    }
    expect(canaryHits).toEqual([]);
  });

  test('what cannot be understood is refused, and the app goes on', async () => {
    const payloads = fc.sample(fc.anything({ withBigInt: false, withDate: true, withNullPrototype: false }), {
      numRuns: 300,
      seed: 11,
    });
    const plain = payloads.map((payload) => JSON.stringify(payload) ?? 'null');
    const outcome = await operator.evaluate(async (texts) => {
      const desktop = window.cubicleDesktop;
      if (!desktop) throw new Error('no desktop');
      const call = (name: 'openStation' | 'reveal', payload: unknown) =>
        Promise.resolve(Reflect.apply(desktop[name], undefined, [payload])).then(
          () => 'answered',
          () => 'refused',
        );
      const answers: string[] = [];
      for (const text of texts) {
        const payload: unknown = JSON.parse(text);
        answers.push(await call('openStation', payload), await call('reveal', payload));
      }
      return { refused: answers.filter((answer) => answer === 'refused').length, all: answers.length };
    }, plain);
    expect(outcome).toEqual({ refused: 600, all: 600 });
    expect(await operator.evaluate(() => window.cubicleDesktop?.chooseExportFolder('a/../b'))).toBeNull();
  });
});
