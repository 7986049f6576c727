import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { findElectron } from '../../build/scripts/findElectron.mjs';
import { rootFolder } from '../../build/scripts/paths.mjs';

export type LaunchedApp = {
  electron: ElectronApplication;
  /** Of this run only: settings in `user`, records in `data`. */
  folder: string;
  dataFolder: string;
  /** What the app has printed. */
  output(): string;
  close(): Promise<void>;
};

export type LaunchOptions = {
  args?: string[];
  env?: Record<string, string>;
  /** A folder of an earlier run, to start again with what it left. */
  folder?: string;
  /** Another app than that of this checkout. */
  appFolder?: string;
  /** A packed app. */
  program?: string;
};

/** Starts the app as built in dist/, with folders of its own, on the display that DISPLAY names. */
export async function launchApp({
  args = [],
  env = {},
  folder: given,
  appFolder = rootFolder,
  program,
}: LaunchOptions = {}): Promise<LaunchedApp> {
  const executable = program ?? (await findElectron()).executable;
  const folder = given ?? mkdtempSync(join(tmpdir(), 'cubicle-e2e-'));
  const dataFolder = join(folder, 'data');
  const electron = await _electron.launch({
    executablePath: executable,
    cwd: rootFolder,
    args: [
      ...(program === undefined ? [appFolder] : []),
      '--no-sandbox',
      '--disable-gpu',
      `--user-data-dir=${join(folder, 'user')}`,
      ...(args.includes('--data') ? [] : ['--data', dataFolder]),
      ...args,
    ],
    env: { ...definedOf(process.env), CUBICLE_TEST_DEBUG: '1', ...env },
    timeout: 60_000,
  });
  // The driver forgets the process of an app that has ended.
  const main = electron.process();
  let output = '';
  for (const stream of [main.stdout, main.stderr]) {
    stream?.on('data', (data: Buffer) => {
      output += data.toString();
    });
  }
  return {
    electron,
    folder,
    dataFolder,
    output: () => output,
    async close() {
      // A dialog that nobody answers must not hold up the tests after it.
      const limit = setTimeout(() => main.kill('SIGKILL'), 15_000);
      await electron.close().catch(() => undefined);
      clearTimeout(limit);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The first window whose address fits; waits for it. */
export async function windowAt(electron: ElectronApplication, address: RegExp, timeoutMs = 30_000): Promise<Page> {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    const found = electron.windows().find((page) => address.test(page.url()));
    if (found) return found;
    const left = deadlineMs - performance.now();
    if (left <= 0) {
      throw new Error(
        `no window at ${address}; there are: ${electron
          .windows()
          .map((page) => page.url())
          .join(', ')}`,
      );
    }
    await Promise.race([
      electron.waitForEvent('window', { timeout: left }).catch(() => undefined),
      ...electron.windows().map((page) => page.waitForURL(address, { timeout: left }).catch(() => undefined)),
    ]);
  }
}

const definedOf = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
