import { z } from 'zod';
import { action } from './environment';

/** What is not a key has a code too, so that it is sent, judged and recorded as keys are. */
export const POINTER = 'Pointer';
export const POINTER_MOVE = 'PointerMove';
/** The code of a region of the canvas that is pressed. */
export const regionCode = (name: string): string => `@${name}`;

const share = z.number().min(0).max(1);
/** A place on the canvas: x from the left, y from the top, as fractions of its width and height. */
export const place = z.tuple([share, share]);
export type Place = z.infer<typeof place>;

const box = { x: share, y: share, w: share.positive(), h: share.positive() };
export const region = z.object(box);
/** A rectangle of the canvas, in fractions of its width and height. */
export type Region = z.infer<typeof region>;

const regionName = z.string().regex(/^[A-Za-z][\w-]{0,29}$/, 'a letter, then at most 29 letters, digits, - or _');
export const regionsFile = z
  .record(regionName, z.strictObject({ ...box, action }))
  .describe('parts of the canvas to press with mouse or finger: where, in fractions of the canvas, and the action');
