import { medianOf, p50p99, quantile, round } from './lab/figures.mjs';
import { withGamePage } from './lab/openGamePage.mjs';
import { readJournal } from './lab/readJournal.mjs';
import { startControl } from './lab/startControl.mjs';

/** So many presses in a run, one run after the other in one game. */
const RUNS = 5;
const PRESSES = 100;
const TICK_MS = 1000 / 30;
const FRAME_MS = 1000 / 60;

/**
 * In the page: after every painted frame, where the left slime begins, by its colour in the row of pixels just above the
 * ground. A key's time counts from the event's own time stamp to the first frame in which the slime has moved.
 */
function watchSlime() {
  const canvas = document.querySelector('canvas');
  const context = canvas.getContext('2d');
  const bench = { edge: null, pressedMs: null, from: null, times: [], frames: [] };
  const readEdge = () => {
    const { data } = context.getImageData(0, Math.round((canvas.height * 384) / 450), canvas.width / 2, 1);
    for (let at = 0; at < data.length; at += 4)
      if (data[at] > 200 && data[at + 1] < 110 && data[at + 2] < 80) return ((at / 4) * 800) / canvas.width;
    return null;
  };
  addEventListener(
    'keydown',
    (event) => {
      if (event.repeat) return;
      bench.from = bench.edge;
      bench.pressedMs = event.timeStamp;
    },
    { capture: true },
  );
  const painted = new MessageChannel();
  painted.port1.onmessage = () => {
    const nowMs = performance.now();
    bench.frames.push(nowMs);
    bench.edge = readEdge();
    if (bench.pressedMs === null || bench.edge === null || bench.from === null || bench.edge === bench.from) return;
    bench.times.push(nowMs - bench.pressedMs);
    bench.pressedMs = null;
  };
  // A message posted in an animation frame is delivered after that frame was painted.
  const loop = () => {
    painted.port2.postMessage(null);
    requestAnimationFrame(loop);
  };
  requestAnimationFrame(loop);
  globalThis.bench = bench;
}

async function pressKeys(page) {
  await page.evaluate(watchSlime);
  await page.waitForFunction(() => globalThis.bench.edge !== null);
  for (let press = 0; press < RUNS * PRESSES; press += 1) {
    // Towards the middle of its half, so that neither wall nor net is in the way.
    const key = await page.evaluate(() => (globalThis.bench.edge < 146 ? 'ArrowRight' : 'ArrowLeft'));
    const before = await page.evaluate(() => globalThis.bench.times.length);
    await page.keyboard.down(key);
    await page.waitForFunction((count) => globalThis.bench.times.length > count, before, {
      polling: 20,
      timeout: 10_000,
    });
    await page.keyboard.up(key);
    // At rest again (six frames alike), and then at any phase of the tick.
    await page.evaluate(
      async (phaseMs) => {
        const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
        for (let still = 0, last = null; still < 8; ) {
          await frame();
          still = globalThis.bench.edge === last ? still + 1 : 0;
          last = globalThis.bench.edge;
        }
        await new Promise((resolve) => setTimeout(resolve, phaseMs));
      },
      (press * 13) % 34,
    );
  }
  // The last report of what was shown is on its way for up to 100 ms.
  await page.waitForTimeout(300);
  return page.evaluate(() => ({ times: globalThis.bench.times, frames: globalThis.bench.frames }));
}

/** Per key that went down, by the record: from the press to the frame on screen that held its effect, on the station's clock. */
function readRecorded(rows) {
  const shownMs = new Map(rows.filter(({ kind }) => kind === 'shown').map(({ body }) => [body.seq, body.tShownMs]));
  return rows.flatMap(({ kind, body }) =>
    kind === 'input' && body.down && shownMs.has(body.seq) ? [shownMs.get(body.seq) - body.tStationMs] : [],
  );
}

/** The figures of each run; of what the record lacks, the runs that it has. */
const describeRuns = (times) =>
  Array.from({ length: RUNS }, (_, run) => times.slice(run * PRESSES, (run + 1) * PRESSES))
    .filter(({ length }) => length > 0)
    .map(p50p99);

/** A key press to the changed pixel at a station in Chromium, over loopback. */
export function measureKey({ parts, report }) {
  return withGamePage(parts, {
    async measure(page) {
      const bare = await startControl();
      let control;
      let pressed;
      try {
        pressed = await pressKeys(page);
      } finally {
        control = await bare.stop();
      }
      return { ...pressed, control };
    },
    after: async ({ times, frames, control }, journalFile) => {
      const recorded = readRecorded(await readJournal(parts, journalFile, ['input', 'shown']));
      const runs = describeRuns(times);
      const { p50: pixelP50Ms, p99: pixelP99Ms } = medianOf(runs);
      const { p50: recordedP50Ms, p99: recordedP99Ms } = medianOf(describeRuns(recorded));
      const gaps = frames.slice(1).map((atMs, index) => atMs - frames[index]);
      report({
        figures: {
          pixelP50Ms,
          pixelP99Ms,
          pixelMaxMs: round(quantile(times, 1)),
          recordedP50Ms,
          recordedP99Ms,
          frameP50Ms: round(quantile(gaps, 0.5)),
          frameP99Ms: round(quantile(gaps, 0.99)),
        },
        control: { lateP50Ms: control.p50, lateP99Ms: control.p99 },
        presses: times.length,
        recordedPresses: recorded.length,
        eachPixelP99Ms: runs.map(({ p99 }) => p99),
        runs: runs.length,
        ratio: {
          to: 'one tick of 33.3 ms and one frame of 16.7 ms, p99',
          value: round(pixelP99Ms / (TICK_MS + FRAME_MS)),
        },
      });
    },
  });
}
