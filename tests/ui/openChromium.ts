import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const executablePath = process.env.CUBICLE_CHROMIUM ?? '/usr/bin/chromium';
/** Why these tests cannot run here; null when they can. */
export const noChromium = existsSync(executablePath) ? null : `skipped: there is no Chromium at ${executablePath}`;

export const openChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
    ],
  });

/** Builds the pages as they are now into a folder of their own, and returns it. */
export async function buildPages(): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'cubicle-pages-'));
  await build({
    configFile: 'vite.config.mts',
    logLevel: 'error',
    build: { outDir, emptyOutDir: true, sourcemap: false },
  });
  return outDir;
}

/** What a page complained about: errors, and everything the content policy kept it from. */
export type Complaints = string[];

export async function openPage(
  browser: Browser,
  url: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<{ context: BrowserContext; page: Page; complaints: Complaints }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const complaints = watchComplaints(page);
  await page.goto(url);
  return { context, page, complaints };
}

/** What tests do to a page is no fault of the page: they cut connections and read pixels back. */
const isOurDoing = (text: string): boolean => /net::ERR|WebSocket connection|willReadFrequently/.test(text);

function watchComplaints(page: Page): Complaints {
  const complaints: Complaints = [];
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !isOurDoing(message.text())) complaints.push(message.text());
  });
  return complaints;
}

/** Keeps a picture of the page when CUBICLE_SHOTS names a folder. */
export async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.CUBICLE_SHOTS;
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`) });
}
