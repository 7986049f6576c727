import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Screen } from '../../protocol/view';
import type { ScriptedHost } from './createScriptedHost';
import { onChromium } from './onChromium';
import { noChromium, shoot } from './openChromium';
import { consent, end, form, game, lobby, page as pageScreen, quiz, viewOf, waiting } from './stationViews';

const court =
  '<svg xmlns="http://www.w3.org/2000/svg" width="480" height="160"><rect width="480" height="160" fill="#9fd3e6"/><rect x="236" y="70" width="8" height="90" fill="#456"/></svg>';

if (noChromium) console.warn(noChromium);
describe.skipIf(noChromium !== null)('the station in Chromium', () => {
  const ui = onChromium();
  let host: ScriptedHost;
  let page: Page;

  beforeEach(() => {
    host = ui.host();
    host.addFile('pictures/court.svg', court);
  });
  const open = async (screen: Screen, fragment = '#token=0123456789abcdef', options = {}): Promise<void> => {
    host.showStation(viewOf(screen));
    page = await ui.open(`/station/${fragment}`, options);
  };
  const heading = () => page.getByRole('heading', { level: 1 });

  it('takes the token out of the address bar and comes back with the one it was given', async () => {
    await open(waiting);
    await expect.poll(() => heading().textContent()).toBe('Please wait');
    expect(page.url()).toBe(`${host.origin}/station/`);
    expect(host.of('station:hello')).toEqual([{ protocol: 1, token: '0123456789abcdef' }]);
    await page.reload();
    await expect
      .poll(() => host.of('station:hello').at(-1))
      .toEqual({ protocol: 1, token: 'station-token-0123456789' });
    await shoot(page, 'station-waiting');
  });

  it('is there also in a browser that keeps nothing', async () => {
    await open(waiting);
    await page.addInitScript(() =>
      Object.defineProperty(window, 'sessionStorage', {
        get: () => {
          throw new DOMException('Access is denied for this document.', 'SecurityError');
        },
      }),
    );
    await page.goto(`${host.origin}/station/?again#token=fedcba9876543210`);
    await expect.poll(() => heading().textContent()).toBe('Please wait');
    expect(host.of('station:hello').at(-1)).toEqual({ protocol: 1, token: 'fedcba9876543210' });
    host.showStation(viewOf(form));
    await page.getByRole('textbox', { name: 'Anything else?' }).fill('half a sent');
    await expect.poll(() => page.getByRole('textbox', { name: 'Anything else?' }).inputValue()).toBe('half a sent');
  });

  it('asks for the code without a link, says why a wrong one was refused, and comes in with the right one', async () => {
    host.answer('station:hello', ({ code }) =>
      code === 'ACDEFG'
        ? { ok: true, token: 'station-token-0123456789', view: viewOf(waiting), hostMs: 0 }
        : {
            ok: false,
            error: {
              code: 'station/wrongCode',
              message: 'There is no session with this code. Look at the screen again.',
            },
          },
    );
    await open(waiting, '');
    await page.getByLabel('Code').fill('wrong');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByText('There is no session with this code.').isVisible()).toBe(true);
    await shoot(page, 'station-door-refused');
    await page.getByLabel('Code').fill('acd efg');
    await page.keyboard.press('Enter');
    await expect.poll(() => heading().textContent()).toBe('Please wait');
  });

  it('shows a page with key caps and pictures, keeps HTML as text, and goes on by keyboard alone', async () => {
    await open(pageScreen);
    await expect.poll(() => page.locator('kbd').allTextContents()).toEqual(['←', '→', '↑', 'Space', 'W']);
    await expect.poll(() => page.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(480);
    expect(await page.getByText('<script>').count()).toBe(1);
    await shoot(page, 'station-page');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => host.of('scene:advance')).toEqual([{ scene: 'instructions' }]);
  });

  it('tells what went wrong and lets the participant try again', async () => {
    host.answer('scene:advance', () => ({
      ok: false,
      error: { code: 'scene/notYet', message: 'Please wait for the experimenter.' },
    }));
    await open(pageScreen);
    await page.getByRole('button', { name: 'I have read this' }).click();
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('Please wait for the experimenter.');
  });

  it('asks again before a participant leaves the study', async () => {
    await open(consent);
    await page.getByRole('button', { name: 'I would rather not' }).click();
    expect(host.of('scene:advance')).toEqual([]);
    await shoot(page, 'station-consent');
    await page.getByRole('button', { name: 'Yes, leave the study' }).click();
    await expect.poll(() => host.of('scene:advance')).toEqual([{ scene: 'consent', choice: 'decline' }]);
  });

  it('keeps half-typed answers over a reload, and forgets them when the host has them', async () => {
    await open(form);
    await page.getByRole('textbox', { name: 'Anything else?' }).fill('half a sent');
    await page.reload();
    await expect.poll(() => page.getByRole('textbox', { name: 'Anything else?' }).inputValue()).toBe('half a sent');
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect.poll(() => page.getByText('Response required.').count()).toBe(2);
    await page.locator('.sd-rating').getByText('5', { exact: true }).click();
    await page.getByText('No difference').click();
    await shoot(page, 'station-form');
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect
      .poll(() => host.of('form:submit'))
      .toEqual([{ scene: 'experience', answers: { fun: 5, who: 'No difference', remarks: 'half a sent' } }]);
    await expect
      .poll(() => page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.includes('draft'))))
      .toEqual([]);
  });

  it('shows pictures of the study in a form', async () => {
    const choices = [1, 2].map((value) => ({ value, imageLink: 'pictures/court.svg' }));
    const elements = [
      { type: 'image', name: 'look', imageLink: 'pictures/court.svg' },
      { type: 'imagepicker', name: 'which', title: 'Which one?', choices },
      { type: 'html', name: 'again', html: '<img src="pictures/court.svg" alt="again">' },
    ];
    await open({ ...form, survey: { elements } });
    await expect
      .poll(() => page.locator('img').evaluateAll((all: HTMLImageElement[]) => all.map((one) => one.naturalWidth)))
      .toEqual([480, 480, 480, 480]);
    await shoot(page, 'station-form-pictures');
  });

  it('says that answers are too long, keeps them, and sends what was shortened', async () => {
    await open(form);
    const remarks = page.getByRole('textbox', { name: 'Anything else?' });
    await page.locator('.sd-rating').getByText('5', { exact: true }).click();
    await page.getByText('No difference').click();
    await remarks.fill('long '.repeat(60_000));
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('too long to be sent: 294 kB');
    await expect
      .poll(() =>
        page.getByRole('alert').evaluate((alert) => alert.getBoundingClientRect().bottom <= window.innerHeight),
      )
      .toBe(true);
    await shoot(page, 'station-too-long');
    expect(host.of('form:submit')).toEqual([]);
    await remarks.fill('short');
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect
      .poll(() => host.of('form:submit'))
      .toEqual([{ scene: 'experience', answers: { fun: 5, who: 'No difference', remarks: 'short' } }]);
  });

  it('marks wrong answers with their hints and keeps what was chosen', async () => {
    await open(quiz);
    await page.getByText('With Enter').click();
    await page.getByText('When the ball lands on the other side').click();
    await page.getByRole('button', { name: 'Check my answers' }).click();
    const answers = { jump: 'With Enter', point: 'When the ball lands on the other side' };
    await expect.poll(() => host.of('quiz:submit')).toEqual([{ scene: 'quiz', answers }]);
    host.showStation(viewOf({ ...quiz, attempt: 2, attemptsLeft: 2, wrong: { jump: 'Enter does nothing.' }, answers }));
    await expect.poll(() => page.getByText('Not right yet. Enter does nothing.').isVisible()).toBe(true);
    expect(await page.getByRole('radio', { name: 'With Enter' }).isChecked()).toBe(true);
    expect(await page.getByText('There are 2 tries left.').count()).toBe(1);
    await shoot(page, 'station-quiz');
    await page.reload();
    await expect.poll(() => page.getByText('Not right yet. Enter does nothing.').isVisible()).toBe(true);
    expect(await page.getByRole('radio', { name: 'With Enter' }).isChecked()).toBe(true);
  });

  it('waits in the lobby without naming anybody, and ends with the code', async () => {
    await open(lobby);
    await expect.poll(() => page.getByText('1 of 2 are here.').isVisible()).toBe(true);
    await expect.poll(() => page.getByText('It will take less than a minute.').isVisible()).toBe(true);
    expect(await page.title()).toBe('Slime Volley');
    await shoot(page, 'station-lobby');
    // A step without a title begins at its card, so that what is read aloud, and Tab, begin there too.
    host.showStation(viewOf({ ...lobby, title: '' }, { progress: { done: 8, of: 9 } }));
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN');
    host.showStation(viewOf(end, { progress: { done: 9, of: 9 } }));
    await expect.poll(() => page.getByRole('status', { name: 'Your code' }).textContent()).toBe('K7MRTX4P');
    await shoot(page, 'station-end');
  });

  it('covers the page while the session is paused or the host is away, and recovers by itself', async () => {
    await open(pageScreen);
    await expect.poll(() => heading().textContent()).toBe('How to play');
    await page.keyboard.press('Tab');
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    expect(await focused()).toBe('I have read this');
    host.showStation(viewOf(pageScreen, { paused: true }));
    await expect
      .poll(() => page.getByRole('alertdialog').textContent())
      .toContain('The experimenter has paused the session.');
    await shoot(page, 'station-paused');
    host.showStation(viewOf(pageScreen));
    await expect.poll(() => page.getByRole('alertdialog').count()).toBe(0);
    await expect.poll(focused).toBe('I have read this');
    await host.goAway();
    await expect.poll(() => page.getByRole('alertdialog').textContent()).toContain('Reconnecting…');
    await shoot(page, 'station-lost');
    await host.comeBack();
    await expect.poll(() => page.getByRole('alertdialog').count()).toBe(0);
  });

  it('does not come back by itself when another window has taken the seat', async () => {
    await open(pageScreen);
    await expect.poll(() => heading().textContent()).toBe('How to play');
    host.pushStation('station:replaced', { message: 'Please go on in the other window.' });
    await expect.poll(() => heading().textContent()).toBe('This place is open in another window');
    await shoot(page, 'station-replaced');
    expect(host.of('station:hello')).toHaveLength(1);
    await page.getByRole('button', { name: 'Use this window instead' }).click();
    await expect.poll(() => host.of('station:hello').length).toBe(2);
  });

  it('loads itself anew, once, when the host has become another version, and keeps its seat', async () => {
    host.answer('station:hello', () => ({
      ok: false,
      error: { code: 'protocol/mismatch', message: 'Reload this page.' },
    }));
    await open(waiting);
    await expect.poll(() => host.of('station:hello').length).toBe(2);
    await expect.poll(() => page.getByText('Reload this page.').count()).toBe(1);
    expect(host.of('station:hello')[1]).toEqual({ protocol: 1, token: '0123456789abcdef' });
    host.answer('station:hello', () => ({
      ok: true,
      token: 'station-token-0123456789',
      view: viewOf(waiting),
      hostMs: 0,
    }));
    await page.reload();
    await expect.poll(() => heading().textContent()).toBe('Please wait');
  });

  it('measures the clock of the host and reports it', async () => {
    await open(waiting);
    await vi.waitFor(() => expect(host.of('time:report').length).toBeGreaterThan(0), { timeout: 20_000 });
    const [report] = host.of('time:report');
    expect(report?.rttMs).toBeLessThan(1000);
    expect(report?.errorMs).toBeLessThan(500);
  });

  it('has a dark side', async () => {
    await open(quiz, undefined, { colorScheme: 'dark' });
    await expect.poll(() => heading().textContent()).toBe('Two quick questions');
    await expect.poll(() => page.getByText('With Enter').isVisible()).toBe(true);
    const brightness = (selector: string) =>
      page
        .locator(selector)
        .evaluate((element) => Number(/\d+/.exec(getComputedStyle(element).backgroundColor)?.[0] ?? 255));
    expect(await brightness('main')).toBeLessThan(60);
    await shoot(page, 'station-dark-quiz');
    host.showStation(viewOf(game));
    await expect.poll(() => page.locator('canvas').count()).toBe(1);
    await shoot(page, 'station-dark-game');
  });
});
