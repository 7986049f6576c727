import { performance } from 'node:perf_hooks';
import { createPlayer } from './lab/createPlayer.mjs';
import { medianOf, round } from './lab/figures.mjs';
import { openBrowser } from './lab/openBrowser.mjs';
import { expectOk, findPort, tokenOf, withDataDir } from './lab/openLab.mjs';
import { startHost } from './lab/startHost.mjs';

const WARM_RUNS = 5;

/** From the command to the console's cards, and from opening a session to a game that moves at a station. */
async function startOnce(parts, browser, dataDir, study) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
  const host = await startHost({ dataDir, port: await findPort() });
  let player = null;
  try {
    const page = await context.newPage();
    await page.goto(host.consoleUrl);
    await page.getByRole('heading', { name: 'Studies' }).waitFor();
    const consoleMs = performance.now() - host.startedMs;

    const operator = await parts.openConsole(host);
    const openedMs = performance.now();
    expectOk(await operator.request('session:create', { study, seed: 1 }));
    const createdMs = performance.now();
    const { url } = expectOk(await operator.request('seat:link', {}));
    player = createPlayer({ url: host.url, token: tokenOf(url), protocol: parts.PROTOCOL_VERSION, number: 0 });
    const playable = player.nextFrame(({ countdownMs, tick }) => countdownMs === 0 && tick > 0);
    expectOk(await operator.request('session:start', {}));
    const { atMs } = await playable;
    expectOk(await operator.request('session:end', {}));
    operator.close();
    return { hostMs: host.startMs, consoleMs, createMs: createdMs - openedMs, playableMs: atMs - openedMs };
  } finally {
    player?.close();
    await context.close();
    await host.stop();
  }
}

/**
 * Cold is the first start with this data folder and browser of a run; what the machine has in its file cache is not emptied.
 * The game's interpreter boots beside the console, so a session that is opened at once still waits for it.
 */
export async function measureStart({ parts, report }) {
  await withDataDir('partner', async (dataDir, study) => {
    const launchedMs = performance.now();
    const browser = await openBrowser();
    const browserMs = performance.now() - launchedMs;
    try {
      const cold = await startOnce(parts, browser, dataDir, study);
      report({ case: 'cold', figures: { ...medianOf([cold]), browserMs: round(browserMs) }, runs: 1, ratio: null });
      const runs = [];
      for (let run = 0; run < WARM_RUNS; run += 1) runs.push(await startOnce(parts, browser, dataDir, study));
      const warm = medianOf(runs);
      report({
        case: 'warm',
        figures: warm,
        runs: WARM_RUNS,
        ratio: { to: 'cold, command to console', value: round(warm.consoleMs / cold.consoleMs) },
      });
    } finally {
      await browser.close();
    }
  });
}
