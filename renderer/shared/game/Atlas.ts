import { z } from 'zod';

/** The part of an image that one frame is: pixels of the image. */
export type Cut = { x: number; y: number; w: number; h: number };

const cut = z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() });
const namedCut = z.object({ filename: z.string(), frame: cut });

/** An atlas as TexturePacker, Phaser and Aseprite write it: frames by name, or a list of named frames. */
const atlasFile = z.object({
  frames: z.union([z.array(namedCut), z.record(z.string(), z.object({ frame: cut }))]),
});

export type Atlas = { name: string; cut: Cut }[];

/** Reads an atlas file. Throws when it is none. */
export function parseAtlas(json: unknown): Atlas {
  const { frames } = atlasFile.parse(json);
  return Array.isArray(frames)
    ? frames.map(({ filename, frame }) => ({ name: filename, cut: frame }))
    : Object.entries(frames).map(([name, { frame }]) => ({ name, cut: frame }));
}

/** The frame of this name (with or without its file ending) or number; undefined when the atlas has none. */
export function findCut(atlas: Atlas, frame: string | number): Cut | undefined {
  if (typeof frame === 'number') return atlas[frame]?.cut;
  const bare = (name: string): string => name.replace(/\.(png|webp|jpe?g)$/i, '');
  return (atlas.find(({ name }) => name === frame) ?? atlas.find(({ name }) => bare(name) === bare(frame)))?.cut;
}

/** The atlas of an image stands beside it under the same name. */
export function atlasPathOf(imagePath: string): string {
  return imagePath.replace(/\.[^./]+$/, '') + '.json';
}
