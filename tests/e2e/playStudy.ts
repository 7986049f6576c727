import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { rootFolder } from '../../build/scripts/paths.mjs';

/** The title of the study that `putShortStudy` makes. */
export const SHORT_STUDY = 'Short Volley';

/** Puts volley with short games on the shelf of a data folder, so that a whole study takes seconds. `ticks`: of one game, at 30 a second. */
export function putShortStudy(dataFolder: string, ticks: number): void {
  const folder = join(dataFolder, 'studies', 'short');
  cpSync(join(rootFolder, 'environments', 'volley'), folder, { recursive: true });
  const file = join(folder, 'study.yaml');
  const text = readFileSync(file, 'utf8')
    .replace('name: volley', 'name: short')
    .replace('title: Slime Volley', `title: ${SHORT_STUDY}`)
    .replaceAll('maxTicks: 3000', `maxTicks: ${ticks}`)
    .replaceAll('tickHz: 30', 'tickHz: 30\n    countdownS: 0.5');
  writeFileSync(file, text);
}

const press = (page: Page, name: string | RegExp): Promise<void> => page.getByRole('button', { name }).click();

/** From the welcome page into the first game, as a participant who has read everything. */
export async function reachFirstGame(
  page: Page,
  look: (name: string) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  await page.getByRole('button', { name: "Let's begin" }).waitFor();
  await look('welcome');
  await press(page, "Let's begin");
  await page.getByRole('button', { name: /I agree/ }).waitFor();
  await look('consent');
  await press(page, /I agree/);
  await page.getByRole('button', { name: 'I have read this' }).waitFor();
  await look('instructions');
  await press(page, 'I have read this');
  for (const answer of [
    'With the up arrow or the space bar',
    'When the ball lands on the other side of the net',
    'The one on the left',
  ]) {
    await page.getByText(answer, { exact: true }).click();
  }
  await look('quiz');
  await press(page, 'Check my answers');
}

/** The drawing of the game that is on the screen. */
export const gamePicture = (page: Page, timeoutMs = 30_000): Promise<void> =>
  page.locator('canvas').first().waitFor({ timeout: timeoutMs });

/** The tick of the first game on the operator's screen, -1 when there is none. */
export async function readTick(operator: Page): Promise<number> {
  const found = /tick (\d+)/i.exec(await operator.locator('body').innerText());
  return found ? Number(found[1]) : -1;
}

/** Answers the questions after the games, up to the last page. */
export async function finishStudy(page: Page, timeoutMs: number): Promise<void> {
  await page.getByText('How was it?').waitFor({ timeout: timeoutMs });
  for (const question of ['I enjoyed playing', 'My slime did what I wanted it to do', 'Which of the two games']) {
    await page.locator('.sd-question', { hasText: question }).locator('.sd-rating__item').nth(4).click();
  }
  await page.locator('button').last().click();
  await page.getByText('Thank you!').waitFor();
}
