import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import type { DrawPatch, FrameDelta } from '../../protocol/frame';
import type { GameFrame } from '../../protocol/message';
import type { ScriptedHost } from './createScriptedHost';
import { drawnShapes } from './drawnShapes';
import { onChromium } from './onChromium';
import { noChromium, shoot } from './openChromium';
import { game, viewOf } from './stationViews';

const frameOf = (delta: Partial<FrameDelta>, more: Partial<GameFrame> = {}): GameFrame => ({
  game: game.game,
  episode: 0,
  tick: 1,
  applied: 0,
  countdownMs: 0,
  ...more,
  delta: { set: [], del: [], ...delta },
});
const whole = (set: DrawPatch[], more: Partial<GameFrame> = {}): GameFrame => frameOf({ reset: true, set }, more);

const red = [255, 0, 0, 255];
const blue = [0, 0, 255, 255];
const clear = [0, 0, 0, 0];

if (noChromium) console.warn(noChromium);
describe.skipIf(noChromium !== null)('a game in Chromium', () => {
  const ui = onChromium();
  let host: ScriptedHost;
  let page: Page;

  beforeEach(() => {
    host = ui.host();
    host.addFile(
      'half.svg',
      '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="10" height="10" fill="#f00"/><rect x="10" width="10" height="10" fill="#00f"/></svg>',
    );
    host.addFile(
      'half.json',
      JSON.stringify({
        frames: {
          'left.png': { frame: { x: 0, y: 0, w: 10, h: 10 } },
          'right.png': { frame: { x: 10, y: 0, w: 10, h: 10 } },
        },
      }),
    );
  });
  const open = async (frame: GameFrame | null, lastSeq = 0, options = {}): Promise<void> => {
    host.answer('game:join', () => ({ ok: true, frame, lastSeq }));
    host.showStation(viewOf(game));
    page = await ui.open('/station/#token=0123456789abcdef', options);
    await expect.poll(() => host.of('game:join').length).toBe(1);
    await expect.poll(() => page.locator('canvas').count()).toBe(1);
  };
  /** The colours of points given in the study's canvas pixels. */
  const pixels = (points: number[][]): Promise<number[][]> =>
    page.locator('canvas').evaluate((canvas: HTMLCanvasElement, at) => {
      const scale = canvas.width / 800;
      const context = canvas.getContext('2d');
      return at.map(([x = 0, y = 0]) => [
        ...(context?.getImageData(Math.round(x * scale), Math.round(y * scale), 1, 1).data ?? []),
      ]);
    }, points);
  const inputs = () => host.of('game:input').map(({ seq, code, down, held }) => ({ seq, code, down, held }));

  it.each(drawnShapes)('draws %s where it says', async (_, object, inside, outside, color = red) => {
    await open(whole([object]));
    await expect.poll(() => pixels(inside)).toEqual(inside.map(() => color));
    expect(await pixels(outside)).toEqual(outside.map(() => clear));
  });

  it('puts what has more depth in front, mixes opacity, and removes what is deleted', async () => {
    const box = { kind: 'rect', x: 100, y: 100, w: 200, h: 100 } as const;
    await open(
      whole([
        { ...box, id: 'front', depth: 2, fill: '#00f' },
        { ...box, id: 'back', depth: 1, w: 400, fill: '#f00' },
        { id: 'glass', kind: 'circle', x: 600, y: 200, radius: 50, opacity: 0.5, fill: '#f00' },
      ]),
    );
    await expect
      .poll(() =>
        pixels([
          [150, 150],
          [400, 150],
        ]),
      )
      .toEqual([blue, red]);
    expect((await pixels([[600, 200]]))[0]?.[3]).toBeCloseTo(128, -1);
    host.pushStation('game:frame', frameOf({ del: ['front'] }, { tick: 2 }));
    await expect.poll(() => pixels([[150, 150]])).toEqual([red]);
  });

  it('is sharp on a screen of two pixels to one, and fills the window at its own proportions', async () => {
    await open(whole([{ id: 'a', kind: 'rect', x: 0, y: 0, w: 800, h: 450, fill: '#f00' }]), 0, {
      deviceScaleFactor: 2,
    });
    await expect
      .poll(() =>
        pixels([
          [2, 2],
          [797, 447],
        ]),
      )
      .toEqual([red, red]);
    const { width, height, shown } = await page.locator('canvas').evaluate((canvas: HTMLCanvasElement) => ({
      width: canvas.width,
      height: canvas.height,
      shown: canvas.clientWidth,
    }));
    expect(width / shown).toBeCloseTo(2, 1);
    expect(width / height).toBeCloseTo(800 / 450, 2);
    await page.setViewportSize({ width: 600, height: 500 });
    await expect
      .poll(() => page.locator('canvas').evaluate((canvas: HTMLCanvasElement) => canvas.clientWidth))
      .toBeLessThan(600);
    await expect
      .poll(() =>
        pixels([
          [2, 2],
          [797, 447],
        ]),
      )
      .toEqual([red, red]);
  });

  it('glides to a new place over the tween, and jumps when it is 0', async () => {
    const ball = { id: 'ball', kind: 'circle', y: 200, radius: 20, fill: '#f00' } as const;
    await open(whole([{ ...ball, x: 100 }]));
    await expect.poll(() => pixels([[100, 200]])).toEqual([red]);
    host.pushStation('game:frame', frameOf({ set: [{ id: 'ball', x: 700, tweenMs: 60_000 }] }, { tick: 2 }));
    // On its way: neither where it was for ever, nor there yet.
    await expect.poll(() => pixels([[79, 200]])).toEqual([clear]);
    await expect
      .poll(() =>
        pixels([
          [82, 200],
          [118, 200],
          [700, 200],
        ]),
      )
      .toEqual([clear, red, clear]);
    host.pushStation('game:frame', frameOf({ set: [{ id: 'ball', x: 400, tweenMs: 0 }] }, { tick: 3 }));
    await expect.poll(() => pixels([[400, 200]])).toEqual([red]);
  });

  it('sends mapped keys with all that are held, goes on numbering after what the host has, and ignores the rest', async () => {
    await open(whole([]), 41);
    await page.keyboard.down('ArrowLeft');
    await page.keyboard.down('ArrowUp');
    await page.keyboard.press('KeyQ');
    await page.keyboard.up('ArrowLeft');
    await page.keyboard.up('ArrowUp');
    await expect.poll(inputs).toEqual([
      { seq: 42, code: 'ArrowLeft', down: true, held: ['ArrowLeft'] },
      { seq: 43, code: 'ArrowUp', down: true, held: ['ArrowLeft', 'ArrowUp'] },
      { seq: 44, code: 'ArrowLeft', down: false, held: ['ArrowUp'] },
      { seq: 45, code: 'ArrowUp', down: false, held: [] },
    ]);
    const [first] = host.of('game:input');
    expect(first?.game).toBe(game.game);
    expect(first?.tStationMs).toBeGreaterThan(0);
    expect(await page.evaluate(() => window.scrollY)).toBe(0);
  });

  it('lets go of every key when the window loses the keyboard', async () => {
    await open(whole([]));
    await page.keyboard.down('ArrowRight');
    await page.keyboard.down('Space');
    await page.evaluate(() => window.dispatchEvent(new Event('blur')));
    await expect
      .poll(() => inputs().slice(2))
      .toEqual([
        { seq: 3, code: 'ArrowRight', down: false, held: ['Space'] },
        { seq: 4, code: 'Space', down: false, held: [] },
      ]);
  });

  it('says what is held after a break of the connection, and asks for a whole frame again', async () => {
    const far = whole([{ id: 'a', kind: 'rect', x: 500, y: 100, w: 100, h: 100, fill: '#00f' }], { tick: 90 });
    await open(whole([{ id: 'a', kind: 'rect', x: 100, y: 100, w: 100, h: 100, fill: '#f00' }]));
    await page.keyboard.down('ArrowLeft');
    await expect.poll(() => inputs().length).toBe(1);
    await host.goAway();
    host.answer('game:join', () => ({ ok: true, frame: far, lastSeq: 7 }));
    await host.comeBack();
    await expect.poll(() => host.of('game:join').length).toBe(2);
    await expect.poll(() => inputs().at(-1)).toEqual({ seq: 8, code: 'ArrowLeft', down: true, held: ['ArrowLeft'] });
    await expect
      .poll(() =>
        pixels([
          [150, 150],
          [550, 150],
        ]),
      )
      .toEqual([clear, blue]);
  });

  it('says that nothing is held any more when a key was let go while the host was away', async () => {
    await open(whole([]));
    await page.keyboard.down('ArrowLeft');
    await expect.poll(() => inputs().length).toBe(1);
    await host.goAway();
    await page.keyboard.up('ArrowLeft');
    await host.comeBack();
    await expect.poll(() => inputs().at(-1)).toMatchObject({ code: 'ArrowLeft', down: false, held: [] });
  });

  it('reports once when the effect of each input was on screen', async () => {
    await open(whole([]));
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => inputs().length).toBe(2);
    host.pushStation('game:frame', frameOf({}, { tick: 2, applied: 1 }));
    await expect.poll(() => host.of('game:shown').length).toBe(1);
    host.pushStation('game:frame', frameOf({}, { tick: 3, applied: 2 }));
    host.pushStation('game:frame', frameOf({}, { tick: 4, applied: 2 }));
    await expect.poll(() => host.of('game:shown').length).toBe(2);
    const shown = host
      .of('game:shown')
      .flatMap(({ shown: reports }) => reports as { seq: number; tick: number; tShownMs: number }[]);
    expect(shown.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(shown[0]?.tick).toBe(2);
    const pressedMs = Number(host.of('game:input')[0]?.tStationMs);
    expect(shown[0]?.tShownMs).toBeGreaterThan(pressedMs);
  });

  it('counts down, names the round and the keys, and never moves the picture for it', async () => {
    await open(
      whole([{ id: 'a', kind: 'rect', x: 0, y: 200, w: 800, h: 250, fill: '#2a9096' }], {
        tick: 0,
        countdownMs: 3_000,
      }),
    );
    await expect.poll(() => page.getByRole('timer').textContent()).toBe('3');
    expect(await page.getByText('goes on').count()).toBe(0);
    const before = await page.locator('canvas').boundingBox();
    await shoot(page, 'station-game-countdown');
    host.pushStation('game:frame', frameOf({}, { tick: 7, countdownMs: 2_000 }));
    await expect.poll(() => page.getByRole('timer').textContent()).toBe('The game goes on in2');
    await shoot(page, 'station-game-goes-on');
    host.pushStation('game:frame', frameOf({}, { tick: 8, episode: 1 }));
    await expect.poll(() => page.getByRole('timer').count()).toBe(0);
    await expect.poll(() => page.getByText('Round 2 of 3').count()).toBe(1);
    expect(await page.locator('canvas').boundingBox()).toEqual(before);
    expect(await page.locator('kbd').allTextContents()).toEqual(['←', '→', '↑', 'Space']);
  });

  it('lets a frozen picture be looked at before it counts down, and says that keys do nothing yet', async () => {
    const picture: DrawPatch[] = [{ id: 'a', kind: 'rect', x: 0, y: 200, w: 800, h: 250, fill: '#2a9096' }];
    await open(whole(picture, { tick: 0, frozenMs: 9_000, countdownMs: 12_000 }));
    await expect.poll(() => page.getByText('Have a look. Keys do nothing yet').count()).toBe(1);
    expect(await page.getByRole('timer').allTextContents()).toEqual([expect.stringMatching(/^[5-9] s$/)]);
    const before = await page.locator('canvas').boundingBox();
    await shoot(page, 'station-game-frozen');
    host.pushStation('game:frame', frameOf({}, { tick: 0, frozenMs: 300, countdownMs: 30_300 }));
    await expect.poll(() => page.getByRole('timer').allTextContents()).toEqual([expect.stringMatching(/^(2\d|30)$/)]);
    await expect.poll(() => page.getByText('Have a look').count()).toBe(0);
    expect(await page.locator('canvas').boundingBox()).toEqual(before);
  });

  it('shows the text of the environment above the canvas as text, and keeps its place when it goes', async () => {
    const text = '<b>Score</b>: 3\nSecond line & more';
    await open(
      whole([
        { id: 'a', kind: 'rect', x: 0, y: 0, w: 800, h: 450, fill: '#f00' },
        { id: '~hud', kind: 'hud', text },
      ]),
    );
    const hud = page.getByLabel(/^Text of/);
    await expect.poll(() => hud.textContent()).toBe(text);
    expect(await hud.locator('*').count()).toBe(0);
    await expect.poll(() => pixels([[790, 440]])).toEqual([red]);
    const [above, below] = [await hud.boundingBox(), await page.locator('canvas').boundingBox()];
    expect((above?.y ?? 0) + (above?.height ?? 0)).toBeLessThanOrEqual(below?.y ?? 0);
    await shoot(page, 'station-game-hud');
    host.pushStation('game:frame', frameOf({ set: [{ id: '~hud', kind: 'hud', text: 'Score: 4' }] }, { tick: 2 }));
    await expect.poll(() => hud.textContent()).toBe('Score: 4');
    host.pushStation('game:frame', frameOf({ del: ['~hud'] }, { tick: 3 }));
    await expect.poll(() => hud.textContent()).toBe('');
    // A station that comes back starts from a whole picture.
    await host.goAway();
    const again: DrawPatch = { id: '~hud', kind: 'hud', text: 'Score: 5' };
    host.answer('game:join', () => ({ ok: true, frame: whole([again], { tick: 9 }), lastSeq: 0 }));
    await host.comeBack();
    await expect.poll(() => hud.textContent()).toBe('Score: 5');
  });

  it('says that this one game is paused, and lets it go on', async () => {
    await open(
      whole([{ id: 'a', kind: 'rect', x: 0, y: 200, w: 800, h: 250, fill: '#2a9096' }], { countdownMs: 60_000 }),
    );
    await expect.poll(() => page.getByRole('timer').count()).toBe(1);
    host.showStation(viewOf({ ...game, paused: true }));
    await expect
      .poll(() => page.getByRole('alertdialog').textContent())
      .toContain('The experimenter has paused this game.');
    expect(await page.getByRole('timer').count()).toBe(0);
    await shoot(page, 'station-game-paused');
    host.showStation(viewOf(game));
    await expect.poll(() => page.getByRole('alertdialog').count()).toBe(0);
  });

  it('says that it is your turn, and how many seconds are left', async () => {
    await open(
      whole([{ id: 'a', kind: 'rect', x: 0, y: 200, w: 800, h: 250, fill: '#2a9096' }], {
        turn: { isYours: true, leftMs: 20_000 },
      }),
    );
    await expect.poll(() => page.getByText('Your turn').count()).toBe(1);
    await expect
      .poll(async () => Number.parseInt((await page.getByRole('timer').textContent()) ?? '', 10))
      .toBeLessThan(20);
    await shoot(page, 'station-game-turn');
  });
});
