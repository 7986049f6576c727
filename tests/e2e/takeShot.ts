import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const folder = process.env.CUBICLE_SHOTS ?? join(tmpdir(), 'cubicle-shots');

/** Keeps a picture of a window, to be looked at; in CUBICLE_SHOTS or the system's temporary folder. */
export async function takeShot(page: Page, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
