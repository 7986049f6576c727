import { performance } from 'node:perf_hooks';
import { openBrowser } from './openBrowser.mjs';
import { findPort, openLab, withDataDir } from './openLab.mjs';

/**
 * Runs `measure` with a station page in Chromium on which a game of the bench study of this kind is being played.
 * @param prepare called with the page before it is opened
 * @returns what `measure` gave, and the path of the journal is handed to `after` once the host has ended
 */
export function withGamePage(
  parts,
  { kind = 'partner', prepare = () => undefined, measure, after = (measured) => measured },
) {
  return withDataDir(kind, async (dataDir, study) => {
    const lab = await openLab(parts, { dataDir, study, port: await findPort(), seats: 1 });
    let measured;
    try {
      const browser = await openBrowser();
      try {
        const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
        prepare(page);
        await page.goto(lab.links[0]);
        await lab.start();
        await page.locator('canvas').waitFor();
        await page.waitForFunction(() => document.querySelector('canvas').width > 300);
        measured = await measure(page);
      } finally {
        await browser.close();
      }
    } finally {
      await lab.close();
    }
    return after(measured, lab.journalFile);
  });
}

/** Waits until a steady time, ms of performance.now. */
export const waitUntil = (atMs) => new Promise((resolve) => setTimeout(resolve, Math.max(0, atMs - performance.now())));
