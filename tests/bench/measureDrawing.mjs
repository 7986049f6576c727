import { median, medianOf, quantile, round } from './lab/figures.mjs';
import { openBrowser } from './lab/openBrowser.mjs';
import { withGamePage } from './lab/openGamePage.mjs';

const RUNS = 5;
const WINDOW_MS = 4000;
const SPRITES = 500;

/** In a page: times of animation frames for so long, and how long each frame's own work took until its painting was due. */
function watchFrames(windowMs) {
  return new Promise((resolve) => {
    const begunMs = [];
    const workMs = [];
    const done = new MessageChannel();
    let frameMs = 0;
    // Delivered after all animation callbacks of the frame, and its painting.
    done.port1.onmessage = () => workMs.push(performance.now() - frameMs);
    const loop = () => {
      frameMs = performance.now();
      begunMs.push(frameMs);
      if (frameMs - begunMs[0] > windowMs) return resolve({ begunMs, workMs });
      done.port2.postMessage(null);
      requestAnimationFrame(loop);
    };
    requestAnimationFrame(loop);
  });
}

function describeFrames({ begunMs, workMs }) {
  const gaps = begunMs.slice(1).map((atMs, index) => atMs - begunMs[index]);
  return {
    framesPerS: (gaps.length * 1000) / (begunMs.at(-1) - begunMs[0]),
    gapP50Ms: quantile(gaps, 0.5),
    gapP99Ms: quantile(gaps, 0.99),
    workP50Ms: quantile(workMs, 0.5),
    workP99Ms: quantile(workMs, 0.99),
  };
}

/** Frames a second of a station that shows many moving sprites, against those of an empty page, by turns. */
export function measureDrawing({ parts, report }) {
  return withGamePage(parts, {
    kind: 'flock',
    async measure(page) {
      const browser = await openBrowser();
      const runs = [];
      try {
        const empty = await browser.newPage({ viewport: { width: 1280, height: 860 } });
        for (let run = 0; run < RUNS; run += 1) {
          const bare = describeFrames(await empty.evaluate(watchFrames, WINDOW_MS));
          const drawn = describeFrames(await page.evaluate(watchFrames, WINDOW_MS));
          runs.push({ bare, drawn });
        }
      } finally {
        await browser.close();
      }
      report({
        figures: { sprites: SPRITES, ...medianOf(runs.map(({ drawn }) => drawn)) },
        control: medianOf(runs.map(({ bare }) => bare)),
        runs: RUNS,
        windowS: WINDOW_MS / 1000,
        ratio: {
          to: 'frames a second of an empty page',
          value: round(median(runs.map(({ bare, drawn }) => drawn.framesPerS / bare.framesPerS))),
        },
      });
    },
  });
}
