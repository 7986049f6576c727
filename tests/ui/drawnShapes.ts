import type { DrawPatch } from '../../protocol/frame';

const blue = [0, 0, 255, 255];

/** For every kind: an object, points that must have its colour, and points beside it that must have none. */
export const drawnShapes: [
  name: string,
  object: DrawPatch,
  inside: number[][],
  outside: number[][],
  color?: number[],
][] = [
  [
    'rect',
    { id: 'a', kind: 'rect', x: 100, y: 100, w: 200, h: 100, fill: '#f00' },
    [
      [103, 103],
      [297, 197],
    ],
    [
      [97, 150],
      [303, 150],
      [200, 97],
      [200, 203],
    ],
  ],
  [
    'rect with round corners',
    { id: 'a', kind: 'rect', x: 100, y: 100, w: 200, h: 100, cornerRadius: 40, fill: '#f00' },
    [
      [200, 103],
      [103, 150],
      [120, 120],
    ],
    [
      [104, 104],
      [296, 196],
    ],
  ],
  [
    'rect turned about its centre',
    { id: 'a', kind: 'rect', x: 100, y: 140, w: 200, h: 20, rotation: 90, fill: '#f00' },
    [
      [200, 55],
      [200, 245],
    ],
    [
      [110, 150],
      [290, 150],
    ],
  ],
  [
    'rect outline',
    { id: 'a', kind: 'rect', x: 100, y: 100, w: 200, h: 100, stroke: '#f00', strokeWidth: 10 },
    [
      [100, 150],
      [200, 200],
      [97, 150],
      [103, 150],
    ],
    [
      [200, 150],
      [92, 150],
      [108, 150],
    ],
  ],
  [
    'circle',
    { id: 'a', kind: 'circle', x: 200, y: 200, radius: 50, fill: '#f00' },
    [
      [200, 200],
      [246, 200],
      [200, 154],
      [233, 233],
    ],
    [
      [240, 240],
      [254, 200],
      [200, 146],
    ],
  ],
  [
    'ellipse',
    { id: 'a', kind: 'ellipse', x: 200, y: 200, rx: 80, ry: 30, fill: '#f00' },
    [
      [276, 200],
      [200, 174],
    ],
    [
      [200, 165],
      [260, 225],
      [284, 200],
    ],
  ],
  [
    'ellipse turned',
    { id: 'a', kind: 'ellipse', x: 200, y: 200, rx: 80, ry: 30, rotation: 90, fill: '#f00' },
    [
      [200, 276],
      [226, 200],
    ],
    [
      [260, 200],
      [235, 200],
    ],
  ],
  [
    'line',
    { id: 'a', kind: 'line', points: [100, 100, 300, 100], stroke: '#f00', strokeWidth: 8 },
    [
      [105, 100],
      [295, 102],
    ],
    [
      [200, 107],
      [95, 100],
      [305, 100],
    ],
  ],
  [
    'polyline',
    { id: 'a', kind: 'polyline', points: [100, 100, 200, 100, 200, 200], stroke: '#f00', strokeWidth: 8 },
    [
      [150, 100],
      [200, 150],
    ],
    [
      [150, 150],
      [180, 130],
    ],
  ],
  [
    'polygon',
    { id: 'a', kind: 'polygon', points: [100, 100, 300, 100, 200, 250], fill: '#f00' },
    [
      [200, 120],
      [200, 240],
      [120, 105],
    ],
    [
      [120, 200],
      [280, 200],
    ],
  ],
  [
    'arc',
    { id: 'a', kind: 'arc', x: 200, y: 200, radius: 60, startAngle: 180, endAngle: 360, fill: '#f00' },
    [
      [200, 150],
      [150, 190],
      [250, 190],
    ],
    [
      [200, 205],
      [150, 210],
    ],
  ],
  [
    'arc, a quarter clockwise from three o’clock',
    { id: 'a', kind: 'arc', x: 200, y: 200, radius: 60, startAngle: 0, endAngle: 90, stroke: '#f00', strokeWidth: 8 },
    [[242, 242]],
    [
      [158, 158],
      [242, 158],
      [158, 242],
      [210, 210],
    ],
  ],
  [
    'text',
    { id: 'a', kind: 'text', x: 100, y: 100, size: 100, text: '\u2588', font: 'DejaVu Sans Mono', fill: '#f00' },
    [
      [120, 130],
      [120, 170],
    ],
    [
      [95, 150],
      [120, 70],
      [200, 150],
    ],
  ],
  [
    'text to the left of x',
    {
      id: 'a',
      kind: 'text',
      x: 300,
      y: 100,
      size: 100,
      align: 'right',
      text: '\u2588',
      font: 'DejaVu Sans Mono',
      fill: '#f00',
    },
    [[280, 150]],
    [
      [305, 150],
      [220, 150],
    ],
  ],
  [
    'text around x',
    {
      id: 'a',
      kind: 'text',
      x: 300,
      y: 100,
      size: 100,
      align: 'center',
      text: '\u2588',
      font: 'DejaVu Sans Mono',
      fill: '#f00',
    },
    [
      [280, 150],
      [320, 150],
    ],
    [
      [260, 150],
      [340, 150],
    ],
  ],
  [
    'image',
    { id: 'a', kind: 'image', image: 'half.svg', x: 100, y: 100, w: 200, h: 100 },
    [
      [110, 110],
      [190, 190],
    ],
    [
      [95, 150],
      [150, 95],
      [150, 205],
    ],
  ],
  [
    'the other half of the image',
    { id: 'a', kind: 'image', image: 'half.svg', x: 100, y: 100, w: 200, h: 100 },
    [
      [210, 110],
      [290, 190],
    ],
    [[305, 150]],
    blue,
  ],
  [
    'sprite by name',
    { id: 'a', kind: 'sprite', image: 'half.svg', frame: 'right', x: 100, y: 100, w: 200, h: 100 },
    [
      [105, 150],
      [295, 150],
    ],
    [
      [95, 150],
      [305, 150],
    ],
    blue,
  ],
  [
    'sprite by number',
    { id: 'a', kind: 'sprite', image: 'half.svg', frame: 0, x: 100, y: 100, w: 200, h: 100 },
    [
      [105, 150],
      [295, 150],
    ],
    [[95, 150]],
  ],
];
