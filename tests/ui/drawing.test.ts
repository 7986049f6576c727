import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPython, type TestPython } from '../../environments/testing/startPython.node';
import { type FrameDelta, frameDelta } from '../../protocol/frame';
import { createScriptedHost, type ScriptedHost } from './createScriptedHost';
import { buildPages, type Complaints, noChromium, openChromium, openPage } from './openChromium';
import { game, viewOf } from './stationViews';

const canvas = { width: 200, height: 120 };
const ground = 'rect(x=0, y=0, w=200, h=120, fill="#f1ecdf", depth=-1)';

/** What an author writes, and under which name its golden picture is kept. CUBICLE_GOLDENS=write paints them anew: look at them. */
const drawings: [name: string, ...calls: string[]][] = [
  [
    'rect',
    'rect(x=10, y=10, w=80, h=40, fill="tomato")',
    'rect(x=110, y=10, w=80, h=40, fill="#2e86ab", stroke="black", stroke_width=4, corner_radius=14)',
    'rect(x=0.25, y=0.75, w=0.3, h=0.2, align="center", valign="middle", stroke=(0, 120, 0), stroke_width=0.02, relative=True)',
    'rect(x=150, y=90, w=60, h=20, align="center", valign="middle", fill="purple", rotation=30)',
  ],
  [
    'circle',
    'circle(x=50, y=60, radius=40, fill="#e4572e80", stroke="#a63a1b", stroke_width=6)',
    'circle(x=0.75, y=0.5, radius=0.25, fill=(46, 134, 171, 128), relative=True)',
  ],
  [
    'ellipse',
    'ellipse(x=60, y=60, rx=50, ry=20, fill="gold", stroke="black", stroke_width=3)',
    'ellipse(x=150, y=60, rx=50, ry=15, fill="teal", rotation=60)',
  ],
  [
    'arc',
    'arc(x=55, y=70, radius=45, start_angle=180, end_angle=360, fill="#57a773", stroke="black", stroke_width=3)',
    'arc(x=150, y=60, radius=40, start_angle=-90, end_angle=90, stroke="#9b5de5", stroke_width=10)',
  ],
  ['line', 'line(x1=10, y1=10, x2=190, y2=50, stroke="crimson", stroke_width=8)', 'line(x1=10, y1=110, x2=190, y2=60)'],
  [
    'polyline',
    'polyline(points=[(10, 100), (60, 20), (110, 100), (160, 20), (190, 60)], stroke="navy", stroke_width=7)',
  ],
  [
    'polygon',
    'polygon(points=[(50, 10), (90, 110), (10, 110)], fill="orange", stroke="black", stroke_width=4)',
    'polygon(points=[(0.6, 0.2), (0.9, 0.2), (0.7, 0.8)], fill="#0a08", relative=True)',
  ],
  [
    'text',
    'text(text="Left", x=10, y=6, size=26)',
    'text(text="two\\nlines", x=100, y=60, size=24, align="center", valign="middle", fill="crimson")',
    'text(text="End", x=190, y=114, size=34, align="right", valign="bottom", fill="white", stroke="navy", stroke_width=5)',
    'text(text="Serif", x=10, y=114, size=26, valign="bottom", font="DejaVu Serif", fill="#333")',
  ],
  [
    'image',
    'image(image="sheet.png", x=10, y=10, w=72, h=72)',
    'image(image="sheet.png", x=150, y=60, w=72, h=36, align="center", valign="middle", rotation=90, opacity=0.5)',
  ],
  [
    'sprite-atlas',
    'sprite(image="atlas.png", frame="flag", x=5, y=30, w=60, h=60)',
    'sprite(image="atlas.png", frame="turned.png", x=70, y=30, w=60, h=60)',
    'sprite(image="atlas.png", frame=2, x=135, y=30, w=60, h=60)',
  ],
  [
    'sprite-sheet',
    'sprite(image="sheet.png", frame=0, x=2, y=2, w=56, h=56)',
    'sprite(image="sheet.png", frame=1, x=142, y=2, w=56, h=56, flip_x=True)',
    'sprite(image="sheet.png", frame=2, x=2, y=62, w=56, h=56, flip_y=True)',
    'sprite(image="sheet.png", frame=3, x=100, y=60, w=56, h=56, align="center", valign="middle", rotation=90)',
  ],
  [
    'depth-and-opacity',
    'rect(x=20, y=20, w=100, h=60, fill="blue", depth=2)',
    'rect(x=60, y=40, w=100, h=60, fill="red", depth=1)',
    'circle(x=100, y=60, radius=30, fill="white", opacity=0.6, depth=3)',
  ],
];

/** The same screen by an environment written for MUG, played by the harness. */
const mugScript = `
from mug.rendering import Surface
class Valley:
    def __init__(self):
        self.surface = Surface(200, 120)
    def reset(self, seed=None):
        self.surface.reset()
        return {"human": [0.0]}, {"human": {}}
    def step(self, actions):
        return {"human": [0.0]}, {"human": 0}, {"human": False}, {"human": False}, {"human": {}}
    def render(self):
        s = self.surface
        s.rect(x=0, y=0, w=200, h=120, color=(200, 225, 245), id="sky", persistent=True, depth=-9)
        s.line(points=[(0, 0.6), (0.3, 0.8), (0.7, 0.8), (1, 0.5)], color="olive", width=4, relative=True,
               fill_below=True, id="ground", persistent=True, depth=-1)
        s.circle(x=0.15, y=0.2, radius=0.08, color="yellow", stroke_color="orange", stroke_width=3, relative=True)
        s.image(image_name="atlas", frame="flag", x=0.6, y=0.3, w=48, h=48, relative=True)
        s.image(image_name="sheet", frame=1, x=20, y=40, w=40, h=40, angle=-30, alpha=0.8, relative=False)
        s.polygon(points=[(60, 90), (80, 60), (100, 90)], color="brown", stroke_color="black", stroke_width=2)
        s.ellipse(x=40, y=95, rx=20, ry=8, color="#fff")
        s.text(text="MUG", x=0.02, y=0.75, size=22, color="navy", relative=True)
        return s.commit()
env = Valley()
`;

const folder = join('tests', 'ui', 'drawing');
const files = ['sheet.png', 'sheet.json', 'atlas.png', 'atlas.json'];
const goldenOf = (name: string): string => join(folder, 'goldens', `${name}.png`);

if (noChromium) console.warn(noChromium);
describe.skipIf(noChromium !== null)('what an author draws, on a screen', () => {
  let browser: Browser;
  let host: ScriptedHost;
  let page: Page;
  let complaints: Complaints;
  let python: TestPython;

  beforeAll(async () => {
    let pages: string;
    [pages, browser, python] = await Promise.all([buildPages(), openChromium(), startPython()]);
    host = await createScriptedHost(pages);
    for (const file of files) {
      const content = await readFile(join(folder, file));
      host.addFile(file, content);
      python.put(`/drawing/${file}`, content);
    }
    python.run('from cubicle import Surface\nfrom cubicle.pictures import Pictures\n"null"');
    host.answer('game:join', () => ({ ok: true, frame: null, lastSeq: 0 }));
    host.showStation(viewOf({ ...game, canvas }));
    ({ page, complaints } = await openPage(browser, `${host.origin}/station/#token=0123456789abcdef`));
    await page.locator('canvas').waitFor({ state: 'attached' });
  });
  afterAll(async () => {
    await browser?.close();
    await host?.close();
  });

  const show = (delta: FrameDelta): void =>
    host.pushStation('game:frame', {
      game: game.game,
      episode: 0,
      tick: 1,
      applied: 0,
      countdownMs: 0,
      delta: { ...delta, reset: true },
    });
  const draw = (calls: string[]): void => {
    const lines = calls.map((call) => `s.${call}\n`).join('');
    const said = python.run(`s = Surface(200, 120, Pictures("/drawing"))\n${lines}json.dumps(s.commit())`);
    show(frameDelta.parse(said));
  };
  /** The canvas at its study's size, as a PNG in a data URL. */
  const shown = (): Promise<string> =>
    page.locator('canvas').evaluate((element: HTMLCanvasElement, { width, height }) => {
      const small = document.createElement('canvas');
      Object.assign(small, { width, height });
      const context = small.getContext('2d');
      if (context) context.imageSmoothingQuality = 'high';
      context?.drawImage(element, 0, 0, width, height);
      return small.toDataURL();
    }, canvas);
  /** The share of points of two pictures that differ so that one sees it. */
  const difference = (urls: string[]): Promise<number> =>
    page.evaluate(async (pair) => {
      const [one, other] = await Promise.all(
        pair.map(async (url) => {
          const image = new Image();
          image.src = url;
          await image.decode();
          const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
          context?.drawImage(image, 0, 0);
          return context?.getImageData(0, 0, image.width, image.height).data ?? new Uint8ClampedArray();
        }),
      );
      if (!one || !other || one.length !== other.length) return 1;
      let differing = 0;
      for (let point = 0; point < one.length; point += 4)
        if ([0, 1, 2, 3].some((channel) => Math.abs((one[point + channel] ?? 0) - (other[point + channel] ?? 0)) > 40))
          differing += 1;
      return differing / (one.length / 4);
    }, urls);
  const golden = async (name: string): Promise<string> =>
    `data:image/png;base64,${(await readFile(goldenOf(name))).toString('base64')}`;

  const matchGolden = async (name: string): Promise<void> => {
    if (process.env.CUBICLE_GOLDENS === 'write') await paintGolden(name);
    expect(existsSync(goldenOf(name)), 'its golden picture').toBe(true);
    const expected = await golden(name);
    await expect.poll(async () => difference([await shown(), expected])).toBeLessThan(0.004);
    expect(complaints).toEqual([]);
  };
  const paintGolden = async (name: string): Promise<void> => {
    // Until two looks in a row show the same: pictures have arrived.
    let before = '';
    await expect
      .poll(
        async () => {
          const last = before;
          before = await shown();
          return last === before;
        },
        { interval: 400 },
      )
      .toBe(true);
    await writeFile(goldenOf(name), Buffer.from(before.slice(before.indexOf(',') + 1), 'base64'));
  };

  it.each(drawings)('%s', async (name, ...calls) => {
    draw([ground, ...calls]);
    await matchGolden(name);
  });

  it('an environment written for MUG', async () => {
    python.put('/drawing/valley.py', mugScript);
    python.ask({ op: 'load', game: 'm', path: '/drawing', file: 'valley.py', class: 'env', kwargs: {}, canvas });
    const { frames } = python.ask({ op: 'reset', game: 'm', seed: 1 });
    show(frameDelta.parse(frames?.['*']));
    await matchGolden('mug');
  });

  it('tells each of these pictures from every other', async () => {
    const pictures = await Promise.all(drawings.map(([name]) => golden(name)));
    for (const [place, picture] of pictures.entries())
      for (const other of pictures.slice(place + 1)) expect(await difference([picture, other])).toBeGreaterThan(0.02);
  });
});
