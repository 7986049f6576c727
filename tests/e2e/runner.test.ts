import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keepSnapshot } from '../../main/host/game/keepSnapshot.node';
import { describeRunner } from '../contract/runnerContract';
import { type AppWithStandIn, launchWithStandIn } from './launchWithStandIn';
import { readWindows } from './inspectApp';

let app: AppWithStandIn;
beforeAll(async () => {
  app = await launchWithStandIn();
});
afterAll(() => app?.close());

describeRunner('a runner in a hidden window of the app', {
  startRunner: () => app.startHelper('runner'),
  keepSnapshot: (file) => keepSnapshot(join(app.folder, 'user', 'python.snapshot'), file),
});

describe('the processes that the app starts for its host', () => {
  const rendererPids = () =>
    app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .filter((window) => window.webContents.getURL().startsWith('runner:'))
        .map((window) => window.webContents.getOSProcessId()),
    );
  const isAlive = (pid: number): boolean => {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  };

  test('each interpreter has a process and an origin of its own', async () => {
    const helpers = await Promise.all([app.startHelper('runner'), app.startHelper('runner')]);
    const pids = await rendererPids();
    expect(new Set(pids).size).toBe(2);
    const urls = (await readWindows(app.electron)).map(({ url }) => url).filter((url) => url.startsWith('runner:'));
    expect(new Set(urls.map((url) => new URL(url).host)).size).toBe(2);
    for (const helper of helpers) helper.kill();
    await Promise.all(helpers.map(({ died }) => died));
    await expect.poll(() => pids.filter(isAlive), { timeout: 5000 }).toEqual([]);
    expect(await rendererPids()).toEqual([]);
  });

  test('the death of an interpreter is told within a moment', async () => {
    const helper = await app.startHelper('runner');
    const [pid] = await rendererPids();
    const killedMs = performance.now();
    process.kill(pid ?? 0, 'SIGKILL');
    expect(await helper.died).toMatch(/its process is gone \((killed|crashed)/);
    expect(performance.now() - killedMs).toBeLessThan(5000);
  });

  test('the process for models answers, and goes when it is killed', async () => {
    const helper = await app.startHelper('bots');
    const answered = new Promise((resolve) => helper.port.onMessage(resolve));
    helper.port.post({ type: 'infer', requestId: 1, policyId: 'none', obs: [0] });
    expect(await answered).toMatchObject({ requestId: 1 });
    helper.kill();
    expect(await helper.died).toMatch(/ended with code/);
  });
});
