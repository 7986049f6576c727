import { z } from 'zod';

/**
 * What an environment drew, as it crosses the wire. All lengths are canvas pixels, angles degrees, times milliseconds.
 * `x`, `y` are the top-left corner of rect, image and sprite, the point of text that `align` and `valign` name, and the centre
 * of circle, ellipse and arc. A `hud` has a text only, which is shown above the canvas.
 */
const drawKinds = [
  'rect',
  'circle',
  'ellipse',
  'line',
  'polyline',
  'polygon',
  'arc',
  'text',
  'image',
  'sprite',
  'hud',
] as const;

const number = z.number().finite();
const field = <T extends z.ZodType>(type: T) => type.nullable().optional();

/** A whole object (it has `kind`) or the changed fields of one that is already on the canvas (it has none). `null` takes a field away. */
export const drawPatch = z.strictObject({
  id: z.string().min(1).max(100),
  kind: z.enum(drawKinds).optional(),
  x: field(number),
  y: field(number),
  w: field(number),
  h: field(number),
  radius: field(number),
  rx: field(number),
  ry: field(number),
  points: field(z.array(number).max(10_000)),
  startAngle: field(number),
  endAngle: field(number),
  fill: field(z.string().max(64)),
  stroke: field(z.string().max(64)),
  strokeWidth: field(number),
  cornerRadius: field(number),
  opacity: field(number),
  rotation: field(number),
  depth: field(number),
  /** Time to glide from the old to the new geometry; absent: one tick; 0: jump. */
  tweenMs: field(number),
  text: field(z.string().max(10_000)),
  size: field(number),
  font: field(z.string().max(200)),
  align: field(z.enum(['left', 'center', 'right'])),
  valign: field(z.enum(['top', 'middle', 'bottom'])),
  image: field(z.string().max(200)),
  frame: field(z.union([z.string().max(200), z.number().int()])),
  flipX: field(z.boolean()),
  flipY: field(z.boolean()),
});
export type DrawPatch = z.infer<typeof drawPatch>;

/** The change from one frame to the next. `reset` empties the canvas first, so a delta with `reset` is a whole frame. */
export const frameDelta = z.strictObject({
  reset: z.boolean().optional(),
  set: z.array(drawPatch).max(20_000),
  del: z.array(z.string().max(100)).max(20_000),
});
export type FrameDelta = z.infer<typeof frameDelta>;
