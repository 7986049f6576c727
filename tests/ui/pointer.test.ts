import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import type { GameFrame } from '../../protocol/message';
import type { ScriptedHost } from './createScriptedHost';
import { onChromium } from './onChromium';
import { noChromium, shoot } from './openChromium';
import { game, viewOf } from './stationViews';

const frame: GameFrame = {
  game: game.game,
  episode: 0,
  tick: 1,
  applied: 0,
  countdownMs: 0,
  delta: { reset: true, set: [{ id: 'a', kind: 'rect', x: 0, y: 0, w: 400, h: 450, fill: '#2a9096' }], del: [] },
};
const halves = { left: { x: 0, y: 0, w: 0.5, h: 1 }, right: { x: 0.5, y: 0, w: 0.5, h: 1 } };
const withRegions = { ...game, keys: { ArrowUp: 3, '@left': 1, '@right': 2 }, regions: halves };

if (noChromium) console.warn(noChromium);
describe.skipIf(noChromium !== null)('mouse, fingers and gamepads in Chromium', () => {
  const ui = onChromium();
  let host: ScriptedHost;
  let page: Page;
  beforeEach(() => {
    host = ui.host();
  });
  const open = async (screen: typeof game, options = {}): Promise<void> => {
    host.answer('game:join', () => ({ ok: true, frame, lastSeq: 0 }));
    host.showStation(viewOf(screen));
    page = await ui.open('/station/#token=0123456789abcdef', options);
    await expect.poll(() => page.locator('canvas').isVisible()).toBe(true);
    await expect.poll(() => host.of('game:join').length).toBe(1);
  };
  /** Each input as `code+` or `code-`, with what is held after it. */
  const inputs = (): string[] =>
    host.of('game:input').map(({ code, down, held }) => `${String(code)}${down ? '+' : '-'} [${String(held)}]`);
  /** A place in fractions of the canvas, on the page. */
  const on = async (x: number, y: number): Promise<{ x: number; y: number }> => {
    const box = await page.locator('canvas').boundingBox();
    if (!box) throw new Error('no canvas');
    return { x: box.x + x * box.width, y: box.y + y * box.height };
  };
  const placesOf = (code: string): number[][] =>
    host.of('game:input').flatMap(({ code: one, at }) => (one === code ? [at as number[]] : []));

  it('presses a region with the mouse, goes over to another while it is down, and lets go also outside', async () => {
    await open(withRegions);
    const [left, right, outside] = [await on(0.25, 0.5), await on(0.75, 0.5), { x: 2, y: 2 }];
    await page.mouse.move(left.x, left.y);
    await page.mouse.down();
    await page.mouse.move(right.x, right.y);
    await page.mouse.move(outside.x, outside.y);
    await page.mouse.up();
    // Another button than the first, and what lies beside the canvas, do nothing.
    await page.mouse.click(left.x, left.y, { button: 'right' });
    await page.mouse.click(outside.x, outside.y);
    await page.keyboard.press('ArrowUp');
    await expect
      .poll(inputs)
      .toEqual([
        '@left+ [@left]',
        '@left- []',
        '@right+ [@right]',
        '@right- []',
        '@left+ [@left]',
        '@left- []',
        'ArrowUp+ [ArrowUp]',
        'ArrowUp- []',
      ]);
    expect(placesOf('@left')[0]?.map((share) => share.toFixed(2))).toEqual(['0.25', '0.50']);
    expect(host.of('game:input').map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(Number(host.of('game:input')[0]?.tStationMs)).toBeGreaterThan(0);
    // Regions have no key caps.
    expect(await page.locator('kbd').allTextContents()).toEqual(['↑']);
  });

  it('takes several fingers on a tablet, and neither scrolls nor zooms', async () => {
    await open(withRegions, { hasTouch: true, viewport: { width: 1024, height: 768 } });
    const cdp = await page.context().newCDPSession(page);
    const touch = (
      type: 'touchStart' | 'touchMove' | 'touchEnd',
      touchPoints: { x: number; y: number; id: number }[],
    ) => cdp.send('Input.dispatchTouchEvent', { type, touchPoints });
    const [left, right] = [await on(0.25, 0.5), await on(0.75, 0.5)];
    await touch('touchStart', [{ ...left, id: 1 }]);
    await touch('touchStart', [
      { ...left, id: 1 },
      { ...right, id: 2 },
    ]);
    // Two fingers apart would zoom, and a long way down would scroll.
    await touch('touchMove', [
      { x: left.x - 40, y: left.y + 250, id: 1 },
      { x: right.x + 40, y: right.y + 250, id: 2 },
    ]);
    await touch('touchEnd', [{ x: left.x - 40, y: left.y + 250, id: 1 }]);
    await touch('touchEnd', []);
    await expect.poll(() => inputs().length).toBe(4);
    expect(inputs().slice(0, 2)).toEqual(['@left+ [@left]', '@right+ [@left,@right]']);
    expect(inputs().at(-1)).toMatch(/- \[\]$/);
    const seen = await page.evaluate(() => ({
      scroll: window.scrollY,
      scale: window.visualViewport?.scale,
      touch: getComputedStyle(document.querySelector('canvas') ?? document.body).touchAction,
    }));
    expect(seen).toEqual({ scroll: 0, scale: 1, touch: 'none' });
  });

  it('tells every place where the study asks for it, not more often than the host takes', async () => {
    await open({ ...game, keys: {}, points: true });
    const steps = 200;
    const [from, to] = [await on(0.1, 0.1), await on(0.9, 0.8)];
    await page.mouse.move(from.x, from.y);
    const beganMs = Date.now();
    await page.mouse.move(to.x, to.y, { steps });
    await page.mouse.down();
    await page.mouse.up();
    const tookMs = Date.now() - beganMs;
    await expect.poll(() => inputs().slice(-2)).toEqual(['Pointer+ [Pointer]', 'Pointer- []']);
    const moves = placesOf('PointerMove');
    expect(moves.length).toBeGreaterThan(1);
    expect(moves.length).toBeLessThanOrEqual(3 + tookMs / 16);
    expect(moves.flat().every((share) => share >= 0 && share <= 1)).toBe(true);
    expect(placesOf('Pointer')[0]?.map((share) => share.toFixed(1))).toEqual(['0.9', '0.8']);
  });

  it('plays with a gamepad, says when there is none, and lets go of all when it is unplugged', async () => {
    await open({ ...game, keys: { StickLeft: 1, StickRight: 2, PadA: 3, 'StickRight+PadA': 5 } });
    /** What the browser would tell of a gamepad: its first stick, and its first button. */
    const show = (x: number | null, isPressed = false): Promise<void> =>
      page.evaluate(
        ([axis, pressed]) => {
          const button = { pressed, touched: pressed, value: pressed ? 1 : 0 };
          const pads = axis === null ? [null] : [{ connected: true, index: 0, buttons: [button], axes: [axis, 0] }];
          Object.defineProperty(navigator, 'getGamepads', { configurable: true, value: () => pads });
        },
        [x, isPressed] as const,
      );
    const note = () => page.getByRole('alert').textContent();
    await expect.poll(note).toBe('No gamepad is connected. Plug it in and press one of its buttons');
    await shoot(page, 'station-game-no-gamepad');
    await show(0);
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
    await show(0.2);
    await show(1);
    await expect.poll(inputs).toEqual(['StickRight+ [StickRight]']);
    await show(1, true);
    await expect.poll(() => inputs().length).toBe(2);
    await show(-1);
    await expect.poll(() => inputs().length).toBe(5);
    expect(inputs().slice(1)).toEqual([
      'PadA+ [StickRight,PadA]',
      'StickLeft+ [StickRight,PadA,StickLeft]',
      'StickRight- [PadA,StickLeft]',
      'PadA- [StickLeft]',
    ]);
    await show(null);
    await expect.poll(note).toBe('The gamepad is disconnected. Plug it in again and press one of its buttons');
    expect(inputs().at(-1)).toBe('StickLeft- []');
    expect(await page.locator('kbd').allTextContents()).toEqual(['Stick ←', 'Stick →', 'A']);
    await show(0, true);
    await expect.poll(() => inputs().at(-1)).toBe('PadA+ [PadA]');
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('asks for no gamepad where the keyboard will do', async () => {
    await open({ ...game, keys: { ArrowLeft: 1, StickLeft: 1 } });
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => inputs().length).toBe(2);
    expect(await page.getByRole('alert').count()).toBe(0);
  });
});
