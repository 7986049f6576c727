import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = join(__dirname, '../..');
const port = 4871;

/** Volley with short games, so that a whole study takes seconds. */
function makeShortStudy(dataDir: string): void {
  const folder = join(dataDir, 'studies/short');
  cpSync(join(root, 'environments/volley'), folder, { recursive: true });
  const file = join(folder, 'study.yaml');
  const text = readFileSync(file, 'utf8')
    .replace('name: volley', 'name: short')
    .replace('title: Slime Volley', 'title: Short Volley')
    .replaceAll('maxTicks: 3000', 'maxTicks: 240')
    .replaceAll('tickHz: 30', 'tickHz: 30\n    countdownS: 0.5');
  writeFileSync(file, text);
}

type HostProcess = { child: ChildProcess; consoleUrl: string };

async function startHost(dataDir: string): Promise<HostProcess> {
  const child = spawn(
    process.execPath,
    [join(root, 'dist/cli/cubicle.cjs'), 'host', '--port', String(port), '--data', dataDir],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let printed = '';
  const consoleUrl = await new Promise<string>((resolve, reject) => {
    const read = (piece: Buffer) => {
      printed += piece.toString('utf8');
      const found = /http:\/\/127\.0\.0\.1:\d+\/console\/#token=[\w-]+/.exec(printed);
      if (found) resolve(found[0]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => reject(new Error(`The host ended with ${code}: ${printed}`)));
  });
  return { child, consoleUrl };
}

function killHost({ child }: HostProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

let dataDir: string;
let host: HostProcess;
let browser: Browser;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'cubicle-browser-'));
  makeShortStudy(dataDir);
  host = await startHost(dataDir);
  browser = await chromium.launch({
    executablePath: process.env.CUBICLE_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
    ],
  });
});

afterAll(async () => {
  await browser?.close();
  if (host) await killHost(host);
  rmSync(dataDir, { recursive: true, force: true });
});

async function click(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole('button', { name }).click();
}

/** From the welcome page to the first game, as a participant who has read everything. */
async function reachFirstGame(page: Page): Promise<void> {
  await click(page, "Let's begin");
  await click(page, /I agree/);
  await click(page, 'I have read this');
  for (const answer of [
    'With the up arrow or the space bar',
    'When the ball lands on the other side of the net',
    'The one on the left',
  ])
    await page.getByText(answer, { exact: true }).click();
  await click(page, 'Check my answers');
}

/** The tick that the newest journal row of a game tells, by the console's live figures. */
function shownTick(consolePage: Page, game: string): Promise<number> {
  return consolePage.evaluate((name) => {
    const text = document.body.innerText;
    const at = text.indexOf(name);
    const found = at === -1 ? null : /tick (\d+)/.exec(text.slice(at));
    return found ? Number(found[1]) : -1;
  }, game);
}

async function newWatchedContext(violations: string[]): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
  context.on('page', (page) => {
    page.on('console', (message) => {
      if (/Content Security Policy|Content-Security-Policy/.test(message.text())) violations.push(message.text());
    });
    page.on('pageerror', (error) => violations.push(error.message));
  });
  return context;
}

it('a whole study in the browser: two seats opened here, a reload and a killed host in the middle of play, an export at the end', async () => {
  const violations: string[] = [];
  const operator = await newWatchedContext(violations);
  let consolePage = await operator.newPage();
  await consolePage.goto(host.consoleUrl);
  const card = consolePage.locator('.mantine-Card-root', { hasText: 'Short Volley' });
  const stations: Page[] = [];
  operator.on('page', (page) => stations.push(page));
  await card.getByRole('button', { name: 'Try it here' }).click();
  await expect.poll(() => stations.length, { timeout: 20_000 }).toBe(2);
  const [left, right] = stations as [Page, Page];

  // A third seat, from another browser, by the code.
  const stranger = await newWatchedContext(violations);
  const third = await stranger.newPage();
  const code =
    /[A-Z0-9]{6}/.exec(
      (await consolePage.getByText('and enter the code').locator('..').innerText()).replace('and enter the code', ''),
    )?.[0] ?? '';
  await third.goto(`http://127.0.0.1:${port}/station/`);
  await third.getByRole('textbox').fill(code.toLowerCase());
  await third.keyboard.press('Enter');
  await third.getByRole('button', { name: "Let's begin" }).waitFor();
  await expect.poll(() => consolePage.getByText('LAB03').count()).toBeGreaterThan(0);

  await Promise.all([reachFirstGame(left), reachFirstGame(right)]);
  await left.getByRole('img', { name: /./ }).first().waitFor();
  await left.keyboard.down('ArrowRight');
  await left.keyboard.press('Space');
  await expect.poll(() => shownTick(consolePage, 'partner.LAB01'), { timeout: 15_000 }).toBeGreaterThan(20);
  await left.keyboard.up('ArrowRight');

  // A reload is the same seat, the same game.
  await left.reload();
  await left.getByRole('img', { name: /./ }).first().waitFor();

  // The host dies in the middle of play: a new one takes the session up, and the stations come back by themselves.
  await killHost(host);
  host = await startHost(dataDir);
  await consolePage.close();
  consolePage = await operator.newPage();
  await consolePage.goto(host.consoleUrl);
  await consolePage.getByText('Running', { exact: true }).first().waitFor();

  for (const page of [left, right]) await page.getByText('How was it?').waitFor({ timeout: 60_000 });
  for (const page of [left, right]) {
    for (const question of ['I enjoyed playing', 'My slime did what I wanted it to do', 'Which of the two games']) {
      const row = page.locator('.sd-question', { hasText: question });
      await row.locator('.sd-rating__item').nth(4).click();
    }
    await page.getByRole('textbox').fill('Quite =fun("x") – ça va');
    await page.locator('button').last().click();
    await page.getByText('Thank you!').waitFor();
  }

  await click(consolePage, 'End…');
  await click(consolePage, 'End the session');
  await consolePage.getByText('Ended', { exact: true }).first().waitFor();
  await click(consolePage, 'Export session…');
  const download = consolePage.waitForEvent('download', { timeout: 60_000 });
  await consolePage.getByRole('dialog').getByRole('button', { name: 'Export…' }).click();
  const zip = readFileSync(await (await download).path());
  expect(zip.subarray(0, 2).toString()).toBe('PK');
  expect(zip.includes('answers.csv')).toBe(true);
  expect(zip.includes('SHA256SUMS')).toBe(true);
  expect(violations).toEqual([]);
});
