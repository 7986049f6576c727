import { z } from 'zod';

type Box = { x: number; y: number; w: number; h: number };

/** Where the picture of one frame is: pixels of the image. */
export type Cut = Box & {
  /** It lies in the image turned by 90° clockwise: there it is `h` wide and `w` high. */
  turned: boolean;
  /** The whole frame, of which the transparent rim was cut away: its size, and where in it the cut belongs. */
  whole: Box;
};

/** The frame of this name (with or without its file ending) or number; undefined when there is none in an image of this size. */
export type Atlas = (frame: string | number, image: { width: number; height: number }) => Cut | undefined;

const box = z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() });
const entry = z.object({
  frame: box,
  rotated: z.boolean().optional(),
  spriteSourceSize: box.optional(),
  sourceSize: z.object({ w: z.number(), h: z.number() }).optional(),
});

/** An atlas as TexturePacker, Phaser and Aseprite write it: frames by name, or a list of named frames. */
const atlasFile = z.object({
  frames: z.union([z.array(entry.extend({ filename: z.string() })), z.record(z.string(), entry)]),
});
/** A sheet of equal cells, numbered row by row. */
const sheetFile = z.object({
  frameWidth: z.number().positive(),
  frameHeight: z.number().positive(),
  margin: z.number().min(0).default(0),
  spacing: z.number().min(0).default(0),
});

/** Reads the file beside an image that tells its frames. Throws when it tells none. */
export function parseAtlas(json: unknown): Atlas {
  const file = z.union([atlasFile, sheetFile]).parse(json);
  return 'frames' in file ? namedFrames(file) : sheetCells(file);
}

/** The atlas of an image stands beside it under the same name. */
export function atlasPathOf(imagePath: string): string {
  return imagePath.replace(/\.[^./]+$/, '') + '.json';
}

function namedFrames({ frames }: z.infer<typeof atlasFile>): Atlas {
  const list = Array.isArray(frames)
    ? frames.map(({ filename, ...own }) => ({ name: filename, cut: cutOf(own) }))
    : Object.entries(frames).map(([name, own]) => ({ name, cut: cutOf(own) }));
  // Of two frames that differ in their ending only, the first has the bare name.
  const byName = new Map(list.map(({ name, cut }): [string, Cut] => [bareName(name), cut]).reverse());
  for (const { name, cut } of list) byName.set(name, cut);
  return (frame) => (typeof frame === 'number' ? list[frame]?.cut : (byName.get(frame) ?? byName.get(bareName(frame))));
}

function cutOf({ frame, rotated, spriteSourceSize, sourceSize }: z.infer<typeof entry>): Cut {
  const whole = {
    x: spriteSourceSize?.x ?? 0,
    y: spriteSourceSize?.y ?? 0,
    ...(sourceSize ?? { w: frame.w, h: frame.h }),
  };
  return { ...frame, turned: rotated ?? false, whole };
}

function sheetCells({ frameWidth: w, frameHeight: h, margin, spacing }: z.infer<typeof sheetFile>): Atlas {
  const countIn = (length: number, cell: number): number =>
    Math.max(0, Math.floor((length - 2 * margin + spacing) / (cell + spacing)));
  return (frame, image) => {
    const columns = countIn(image.width, w);
    if (typeof frame !== 'number' || frame < 0 || frame >= columns * countIn(image.height, h)) return undefined;
    const x = margin + (frame % columns) * (w + spacing);
    const y = margin + Math.floor(frame / columns) * (h + spacing);
    return { x, y, w, h, turned: false, whole: { x: 0, y: 0, w, h } };
  };
}

const bareName = (name: string): string => name.replace(/\.(png|webp|jpe?g)$/i, '');
