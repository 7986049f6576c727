import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { startPython, type TestPython } from './startPython.node';

let python: TestPython;
beforeAll(async () => {
  python = await startPython();
  python.run(`
from cubicle import Surface
def said(draw):
    try:
        draw(Surface(800, 450))
    except (ValueError, AttributeError) as error:
        return str(error)
    return "nothing was wrong"
def play(frames):
    "Draws frames of calls; returns each delta with the whole frame after it."
    surface, seen = Surface(800, 450), []
    for calls in frames:
        for method, arguments in calls:
            getattr(surface, method)(**arguments)
        seen.append({"delta": surface.commit(), "full": surface.full()})
    return seen
"null"`);
}, 60_000);

/** What a list of drawing calls sends in its one frame. */
const drawn = (...calls: string[]): unknown =>
  python.run(`s = Surface(800, 450)\n${calls.map((call) => `s.${call}\n`).join('')}json.dumps(s.commit()["set"])`);
const said = (call: string): unknown => python.run(`json.dumps(said(lambda s: s.${call}))`);

describe('each primitive crosses the wire in canvas pixels', () => {
  test.each([
    ['rect(x=1, y=2, w=3, h=4, fill="red")', { kind: 'rect', x: 1, y: 2, w: 3, h: 4, fill: 'red' }],
    ['rect(x=1, y=2, w=3, h=4, fill="red", corner_radius=5)', { kind: 'rect', cornerRadius: 5 }],
    [
      'circle(x=1, y=2, radius=3, stroke="red", stroke_width=2)',
      { kind: 'circle', radius: 3, stroke: 'red', strokeWidth: 2 },
    ],
    ['ellipse(x=1, y=2, rx=3, ry=4, fill="red")', { kind: 'ellipse', x: 1, y: 2, rx: 3, ry: 4 }],
    ['line(x1=1, y1=2, x2=3, y2=4)', { kind: 'line', points: [1, 2, 3, 4], stroke: 'black' }],
    [
      'polyline(points=[(1, 2), (3, 4), [5, 6]], stroke="red")',
      { kind: 'polyline', points: [1, 2, 3, 4, 5, 6], stroke: 'red' },
    ],
    ['polygon(points=[(1, 2), (3, 4), (5, 6)], fill="red")', { kind: 'polygon', points: [1, 2, 3, 4, 5, 6] }],
    [
      'arc(x=1, y=2, radius=3, start_angle=180, end_angle=360, fill="red")',
      { kind: 'arc', startAngle: 180, endAngle: 360 },
    ],
    ['text(text=7, x=1, y=2, align="center")', { kind: 'text', text: '7', size: 16, align: 'center', fill: 'black' }],
    ['text(text="7", x=1, y=2, valign="bottom")', { x: 1, y: 2, valign: 'bottom' }],
    ['rect(x=10, y=20, w=4, h=6, align="right", valign="middle", fill="red")', { x: 6, y: 17, w: 4, h: 6 }],
    ['image(image="cat", x=9, y=9, w=3, h=4, align="center", valign="bottom")', { x: 7.5, y: 5 }],
    ['sprite(image="cats", frame=3, x=1, y=2, w=3, h=4, flip_x=True, flip_y=False)', { flipX: true, flipY: false }],
    ['text(text="a", x=1, y=2, size=30, font="Arial")', { kind: 'text', size: 30, font: 'Arial' }],
    ['image(image="cat", x=1, y=2, w=3, h=4)', { kind: 'image', image: 'cat', x: 1, y: 2, w: 3, h: 4 }],
    ['sprite(image="cats", frame="run", x=1, y=2, w=3, h=4)', { kind: 'sprite', image: 'cats', frame: 'run' }],
    ['sprite(image="cats", frame=3, x=1, y=2, w=3, h=4)', { kind: 'sprite', frame: 3 }],
    [
      'circle(x=1, y=2, radius=3, fill="red", opacity=0.5, rotation=45, depth=-2, tween_ms=100)',
      { opacity: 0.5, rotation: 45, depth: -2, tweenMs: 100 },
    ],
  ])('%s', (call, expected) => {
    expect(drawn(call)).toEqual([expect.objectContaining({ id: '~0', ...expected })]);
  });

  test('and rounds to hundredths of a pixel', () => {
    expect(drawn('circle(x=1/3, y=2.0, radius=2.005001, fill="red")')).toMatchObject([{ x: 0.33, y: 2, radius: 2.01 }]);
  });

  test.each([
    ['rect(x=0.5, y=0.5, w=0.25, h=0.1, fill="red", relative=True)', { x: 400, y: 225, w: 200, h: 45 }],
    ['circle(x=0.5, y=0.5, radius=0.1, fill="red", relative=True)', { x: 400, y: 225, radius: 45 }],
    ['ellipse(x=0, y=0, rx=0.5, ry=0.5, fill="red", relative=True)', { rx: 400, ry: 225 }],
    ['line(x1=0, y1=0, x2=1, y2=1, stroke_width=0.01, relative=True)', { points: [0, 0, 800, 450], strokeWidth: 4.5 }],
    ['text(text="a", x=0.5, y=0, size=0.1, relative=True)', { x: 400, size: 45 }],
    ['text(text="a", x=0.5, y=0, relative=True)', { size: 16 }],
  ])('from fractions of the canvas: %s', (call, expected) => {
    expect(drawn(call)).toMatchObject([expected]);
  });
});

describe('colours', () => {
  test.each([
    ['"Tomato"', 'tomato'],
    ['"#AbC"', '#aabbcc'],
    ['"#abcd"', '#aabbccdd'],
    ['"#A1B2C3"', '#a1b2c3'],
    ['"#a1b2c3d4"', '#a1b2c3d4'],
    ['(255, 0, 16)', '#ff0010'],
    ['[255, 0, 16, 128]', '#ff001080'],
  ])('%s becomes %s', (colour, expected) => {
    expect(drawn(`circle(x=1, y=1, radius=1, fill=${colour})`)).toMatchObject([{ fill: expected }]);
  });

  test.each(['"tomatoe"', '"#12"', '(1, 2)', '(1, 2, 256)', '(0.5, 0, 0)', '7', '""'])('%s is none', (colour) => {
    expect(said(`circle(x=1, y=1, radius=1, fill=${colour})`)).toMatch(
      /^Surface\.circle: fill: expected a CSS colour name/,
    );
  });
});

describe('what cannot be drawn is refused, naming method, argument and what was expected', () => {
  test.each([
    ['rect(x="1", y=1, w=1, h=1, fill="red")', "Surface.rect: x must be a number; got '1'"],
    ['rect(x=True, y=1, w=1, h=1, fill="red")', 'Surface.rect: x must be a number; got True'],
    ['circle(x=float("nan"), y=1, radius=1, fill="red")', /^Surface\.circle: x must be a finite number/],
    ['circle(x=1, y=float("inf"), radius=1, fill="red")', /^Surface\.circle: y must be a finite number/],
    ['circle(x=10**400, y=1, radius=1, fill="red")', /^Surface\.circle: x must be a finite number/],
    ['circle(x=1, y=1, radius=-1, fill="red")', 'Surface.circle: radius must be a length of 0 or more; got -1'],
    ['rect(x=1, y=1, w=1, h=1)', 'Surface.rect: give fill or stroke, else nothing is seen'],
    ['rect(x=1, y=1, w=1, h=1, color="red")', /^Surface\.rect: there is no argument 'color'; .*fill/],
    ['line(x1=0, y1=0, x2=1, y2=1, fill="red")', /^Surface\.line: there is no argument 'fill'/],
    ['polygon(points=[(1, 2)], fill="red")', /^Surface\.polygon: points must be a list of at least 3 points/],
    ['polygon(points=[(1, 2), 3, 4], fill="red")', 'Surface.polygon: points[1] must be a pair (x, y); got 3'],
    ['polyline(points="ab")', /^Surface\.polyline: points must be a list/],
    ['polyline(points=[(1, 2)] * 6000)', /^Surface\.polyline: points must be at most 5000 points/],
    ['circle(x=1, y=1, radius=1, fill="red", opacity=2)', /^Surface\.circle: opacity must be a number from 0/],
    ['text(text="a", x=1, y=1, align="middle")', /^Surface\.text: align must be 'left', 'center' or 'right'/],
    ['text(text="a", x=1, y=1, valign="center")', /^Surface\.text: valign must be 'top', 'middle' or 'bottom'/],
    ['image(image="a", x=1, y=1, w=1, h=1, flip_x=1)', 'Surface.image: flip_x must be True or False; got 1'],
    ['circle(x=1, y=1, radius=1, fil="red")', /^Surface\.circle: there is no argument 'fil'; did you mean fill\?/],
    ['image(image="", x=1, y=1, w=1, h=1)', /^Surface\.image: image must be a string/],
    ['sprite(image="a", frame=1.5, x=1, y=1, w=1, h=1)', /^Surface\.sprite: frame must be a name or a whole number/],
    ['circle(id="~0", x=1, y=1, radius=1, fill="red")', /^Surface\.circle: id must be a string/],
    ['circle(id=7, x=1, y=1, radius=1, fill="red")', /^Surface\.circle: id must be a string/],
  ])('%s', (call, expected) => {
    expect(said(call)).toMatch(expected);
  });
});

test('what it does not draw is named, with what was likely meant', () => {
  expect(python.run('json.dumps(said(lambda s: s.rectangle(x=1)))')).toBe(
    "Surface has no 'rectangle': did you mean rect?",
  );
});

describe('pictures are looked for when they are drawn', () => {
  const png = (width: number, height: number): Uint8Array => {
    const head = Buffer.alloc(24);
    head.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    head.writeUInt32BE(width, 16);
    head.writeUInt32BE(height, 20);
    return head;
  };
  beforeAll(() => {
    python.put('/pictured/pictures/chefs.png', png(64, 64));
    python.put(
      '/pictured/pictures/chefs.json',
      '{"frames": {"north.png": {"frame": {"x": 0, "y": 0, "w": 8, "h": 8}}}}',
    );
    python.put('/pictured/tiles.png', png(72, 36));
    python.put('/pictured/tiles.json', '{"frameWidth": 16, "frameHeight": 16, "margin": 1, "spacing": 2}');
    python.put('/pictured/tiles.jpg', 'JFIF');
    python.put('/pictured/alone.png', png(8, 8));
    python.put('/pictured/broken.png', png(8, 8));
    python.put('/pictured/broken.json', '{"frames": {"a": {"x": 1}}}');
    python.put(
      '/pictured/env.py',
      [
        'class Env:',
        '    def __init__(self, call): self.call = call',
        '    def reset(self, seed=None, options=None): return 0, {}',
        '    def step(self, action): return 0, 0, False, False, {}',
        '    def render(self, surface):',
        '        eval("surface." + self.call)',
      ].join('\n'),
    );
  });
  let games = 0;
  const first = (call: string) => {
    const game = `pictured-${(games += 1)}`;
    const canvas = { width: 100, height: 100 };
    python.ask({ op: 'load', game, path: '/pictured', file: 'env.py', class: 'Env', kwargs: { call }, canvas });
    return python.ask({ op: 'reset', game, seed: 1 });
  };
  const at = 'x=0, y=0, w=8, h=8)';

  test.each([
    `image(image="pictures/chefs.png", ${at}`,
    `sprite(image="pictures/chefs.png", frame="north", ${at}`,
    `sprite(image="pictures/chefs.png", frame="north.png", ${at}`,
    `sprite(image="pictures/chefs.png", frame=0, ${at}`,
    `sprite(image="tiles.png", frame=7, ${at}`,
  ])('%s is there', (call) => {
    expect(first(call)).toMatchObject({ ok: true });
  });

  test.each([
    [
      `image(image="pictures/chef.png", ${at}`,
      /there is no picture 'pictures\/chef.png' .*: did you mean 'pictures\/chefs.png'/,
    ],
    [`image(image="../secret.png", ${at}`, /there is no picture '..\/secret.png'/],
    [
      `image(image="tiles.json", ${at}`,
      /image 'tiles.json' is no picture: give the path of a file .* that ends in .png/,
    ],
    [`sprite(image="pictures/chefs.png", frame="nort", ${at}`, /has no frame 'nort': did you mean 'north.png'/],
    [`sprite(image="pictures/chefs.png", frame=1, ${at}`, /has no frame 1: it has 1, numbered from 0 to 0/],
    [`sprite(image="tiles.png", frame=8, ${at}`, /has no frame 8: it has 8, numbered from 0 to 7/],
    [`sprite(image="tiles.png", frame="a", ${at}`, /is a sheet, whose frames have numbers and no names: give 0 to 7/],
    [
      `sprite(image="alone.png", frame=0, ${at}`,
      /no 'alone.json' beside 'alone.png' to tell its frames: put the atlas there/,
    ],
    [
      `sprite(image="broken.png", frame=0, ${at}`,
      /'broken.json' cannot be used as the atlas of 'broken.png' .*expected JSON with/,
    ],
    [`sprite(image="gone.png", frame=0, ${at}`, /there is no picture 'gone.png'/],
    [`sprite(image="tiles.jpg", frame=0, ${at}`, /the picture of a sheet must be a PNG/],
  ])('%s is refused with the line that draws it', (call, expected) => {
    const { error } = first(call);
    expect(error).toMatchObject({ kind: 'raise', file: 'env.py', line: 6 });
    expect(error?.message).toMatch(expected);
  });
});

type Call = [string, Record<string, unknown>];
type Sent = { set: Record<string, unknown>[]; del: string[] };
const play = (frames: Call[][]): { delta: Sent; full: Sent }[] =>
  python.run(`json.dumps(play(json.loads(${JSON.stringify(JSON.stringify(frames))})))`) as {
    delta: Sent;
    full: Sent;
  }[];

describe('only what changed is sent', () => {
  const ball = (x: number, more: object = {}): Call => [
    'circle',
    { id: 'ball', x, y: 1, radius: 1, fill: 'red', ...more },
  ];
  const spark = (x: number): Call => ['circle', { x, y: 1, radius: 1, fill: 'gold' }];

  test('an object with an id stays until it is removed', () => {
    const [first, second, third, fourth] = play([[ball(1)], [], [['remove', { id: 'ball' }]], []]);
    expect(first?.delta.set).toMatchObject([{ id: 'ball', kind: 'circle', x: 1 }]);
    expect(second).toMatchObject({ delta: { set: [], del: [] }, full: { set: [{ id: 'ball' }] } });
    expect(third).toEqual({ delta: { set: [], del: ['ball'] }, full: { set: [], del: [] } });
    expect(fourth?.delta).toEqual({ set: [], del: [] });
  });

  test('an object without one lives for its frame; the same calls again send nothing', () => {
    const [, same, fewer, none] = play([[spark(1), spark(2)], [spark(1), spark(2)], [spark(2)], []]);
    expect(same?.delta).toEqual({ set: [], del: [] });
    expect(fewer?.delta).toEqual({ set: [{ id: '~0', x: 2 }], del: ['~1'] });
    expect(none?.delta).toEqual({ set: [], del: ['~0'] });
  });

  test('a changed object is sent as its changed fields, a field that is gone as null', () => {
    const [, moved, plain] = play([[ball(1)], [ball(2, { tween_ms: 0 })], [ball(2)]]);
    expect(moved?.delta.set).toEqual([{ id: 'ball', x: 2, tweenMs: 0 }]);
    expect(plain?.delta.set).toEqual([{ id: 'ball', tweenMs: null }]);
  });

  test('an object of another kind is sent whole', () => {
    const square: Call = ['rect', { id: 'ball', x: 1, y: 1, w: 2, h: 2, fill: 'red' }];
    expect(play([[ball(1)], [square]])[1]?.delta.set).toEqual([
      { id: 'ball', kind: 'rect', x: 1, y: 1, w: 2, h: 2, fill: 'red' },
    ]);
  });

  test('clear takes all away, also what was drawn just before', () => {
    const [, cleared] = play([
      [ball(1), spark(1)],
      [ball(2), ['clear', {}], spark(3)],
    ]);
    expect(cleared?.full.set).toMatchObject([{ id: '~0', x: 3 }]);
    expect(cleared?.delta.del).toEqual(['ball']);
  });

  test('deltas laid one on another are always the whole frame, in the same order', () => {
    const id = fc.constantFrom('a', 'b', 'c', undefined);
    const call = fc.oneof(
      fc.tuple(
        fc.constant('rect'),
        fc.record({ id, x: fc.integer({ min: 0, max: 3 }), depth: fc.option(fc.constant(1), { nil: undefined }) }),
      ),
      fc.tuple(fc.constant('circle'), fc.record({ id, x: fc.integer({ min: 0, max: 3 }) })),
      fc.tuple(fc.constant('remove'), fc.record({ id: fc.constantFrom('a', 'b', 'c') })),
      fc.constant<[string, object]>(['clear', {}]),
    );
    const whole = ([method, given]: [string, object]): Call => {
      const size = method === 'rect' ? { y: 0, w: 1, h: 1, fill: 'red' } : { y: 0, radius: 1, fill: 'red' };
      return [method, method === 'rect' || method === 'circle' ? { ...given, ...size } : { ...given }];
    };
    fc.assert(
      fc.property(fc.array(fc.array(call, { maxLength: 6 }), { maxLength: 8 }), (frames) => {
        let screen = new Map<string, Record<string, unknown>>();
        for (const { delta, full } of play(frames.map((calls) => calls.map(whole)))) {
          screen = applyDelta(screen, delta);
          expect([...screen.values()]).toEqual(full.set);
        }
      }),
      { numRuns: 200 },
    );
  });
});

/** What a screen does with a delta, in the fewest words. */
function applyDelta(screen: Map<string, Record<string, unknown>>, delta: Sent): Map<string, Record<string, unknown>> {
  const next = new Map(screen);
  for (const id of delta.del) next.delete(id);
  for (const patch of delta.set) {
    const merged = { ...('kind' in patch ? {} : next.get(String(patch['id']))), ...patch };
    next.set(String(patch['id']), Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null)));
  }
  return next;
}
