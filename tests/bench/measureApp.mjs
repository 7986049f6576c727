import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { _electron } from 'playwright-core';
import { findElectron } from '../../build/scripts/findElectron.mjs';
import { rootFolder } from '../../build/scripts/paths.mjs';
import { startDisplay } from '../../build/scripts/startDisplay.mjs';
import { medianOf, round } from './lab/figures.mjs';

const WARM_RUNS = 5;

/** From the command to the console's cards in the app's own window. */
async function startOnce(executable, folder, env) {
  const startedMs = performance.now();
  const electron = await _electron.launch({
    executablePath: executable,
    cwd: rootFolder,
    args: [
      rootFolder,
      ...['--no-sandbox', '--disable-gpu', '--host'],
      ...[`--user-data-dir=${join(folder, 'user')}`, '--data', join(folder, 'data')],
    ],
    env: { ...env, CUBICLE_TEST_DEBUG: '1' },
  });
  try {
    // The hidden windows of the interpreters are windows, too.
    const isConsole = (page) => page.url().includes('/console/');
    const window =
      electron.windows().find(isConsole) ??
      (await electron.waitForEvent('window', { predicate: (page) => page.waitForURL(/\/console\//).then(() => true) }));
    await window.getByRole('heading', { name: 'Studies' }).waitFor();
    return { windowMs: performance.now() - startedMs };
  } finally {
    await electron.close();
  }
}

/** The app in real Electron: cold is the first start with a folder of settings and records of its own; warm are those after it. */
export async function measureApp({ report }) {
  const { executable } = await findElectron();
  const { display, stop } = await startDisplay();
  const folder = mkdtempSync(join(tmpdir(), 'cubicle-bench-app-'));
  const env = { ...process.env, ...(display ? { DISPLAY: display } : {}) };
  try {
    const cold = await startOnce(executable, folder, env);
    report({ case: 'cold', figures: medianOf([cold]), runs: 1, ratio: null });
    const runs = [];
    for (let run = 0; run < WARM_RUNS; run += 1) runs.push(await startOnce(executable, folder, env));
    const warm = medianOf(runs);
    report({
      case: 'warm',
      figures: warm,
      runs: WARM_RUNS,
      ratio: { to: 'cold', value: round(warm.windowMs / cold.windowMs) },
    });
  } finally {
    stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
