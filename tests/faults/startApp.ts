import { once } from 'node:events';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { expect } from 'vitest';
import { expectOk } from '../../main/cli/connectLine.node';
import { openConsole } from '../../main/cli/openConsole.node';
import { launchApp, windowAt } from '../e2e/launchApp';
import { insist } from './insist';
import { isRunning, listDescendants } from './processMarks';
import type { StartedHost, StartingHost } from './startHost';

const GONE_WITHIN_MS = 30_000;
const CONSOLE_WITHIN_MS = 120_000;

/**
 * The whole app as the host of a session. What an earlier one left is taken up again as the operator would; killing it kills
 * Electron main, and everything else has to go by itself.
 * @param folder of the app: its settings in `user`, its records in `data`
 */
export function startApp(folder: string, port: number): StartingHost {
  const startedMs = performance.now();
  // The driver forgets the process of an app that has ended.
  const launching = launchApp({ folder, args: ['--host', '--port', String(port)] }).then((app) => ({
    ...app,
    main: app.electron.process(),
  }));

  async function kill(): Promise<[]> {
    const { main } = await launching;
    if (main.exitCode !== null || main.signalCode !== null) return [];
    const others = listDescendants(main.pid ?? 0);
    const gone = once(main, 'exit');
    main.kill('SIGKILL');
    await gone;
    await expect.poll(() => others.filter(isRunning), { timeout: GONE_WITHIN_MS }).toEqual([]);
    return [];
  }

  const ready = (async (): Promise<StartedHost> => {
    const app = await launching;
    const { main } = app;
    const whenGone = once(main, 'exit').then(() => undefined);
    const address = (await windowAt(app.electron, /\/console\/.*#token=/, CONSOLE_WITHIN_MS)).url();
    const { origin: url, hash } = new URL(address);
    const operatorToken = new URLSearchParams(hash.slice(1)).get('token') ?? '';
    await takeUp({ url, operatorToken });
    return {
      url,
      operatorToken,
      pid: main.pid ?? 0,
      startedMs,
      output: app.output,
      isGone: () => main.exitCode !== null || main.signalCode !== null,
      whenGone,
      kill,
      async stop() {
        await app.electron.close();
        await whenGone;
        return main.exitCode;
      },
    };
  })();
  ready.catch(() => undefined);
  return { ready, kill };
}

/** Where the app keeps its records. */
export const dataOf = (folder: string): string => join(folder, 'data');

/** What the operator does in the console with a session that was interrupted. */
async function takeUp(host: { url: string; operatorToken: string }): Promise<void> {
  const end = await openConsole(host);
  try {
    const interrupted = end.view().records.find(({ state }) => state === 'interrupted');
    if (end.view().session !== null || interrupted === undefined) return;
    const { record } = interrupted;
    const taken = await insist(() => end.request('session:recover', { record, action: 'resume' }));
    // It goes on, and the answer was lost.
    if (taken.ok || taken.error.code !== 'session/open') expectOk(taken);
  } finally {
    end.close();
  }
}
