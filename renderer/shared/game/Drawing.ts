import { applyDelta, type DrawList, emptyDrawList } from '../../../main/host/game/applyDelta';
import type { DrawPatch, FrameDelta } from '../../../protocol/frame';

const numberFields = [
  'x',
  'y',
  'w',
  'h',
  'radius',
  'rx',
  'ry',
  'startAngle',
  'endAngle',
  'cornerRadius',
  'rotation',
  'size',
  'strokeWidth',
  'opacity',
] as const;
type NumberField = (typeof numberFields)[number];
type Value = number | number[];

/** One field on its way to the value that the draw list already has. */
type Glide = { from: Value; startMs: number; durationMs: number };
type Glides = ReadonlyMap<NumberField | 'points', Glide>;

/** What is on a canvas, and what of it is still moving there. */
export type Drawing = { list: DrawList; glides: ReadonlyMap<string, Glides> };

export const emptyDrawing: Drawing = { list: emptyDrawList, glides: new Map() };

/**
 * The drawing after a change. Each number of an object's geometry glides from where it is shown at `nowMs` to its new value
 * over the object's `tweenMs`, or over one tick when it has none; 0 jumps. New objects appear where they are.
 */
export function changeDrawing(drawing: Drawing, delta: FrameDelta, nowMs: number, tickMs: number): Drawing {
  const list = applyDelta(drawing.list, delta);
  const glides = new Map(delta.reset ? [] : drawing.glides);
  const removed = new Set(delta.del);
  for (const id of delta.del) glides.delete(id);
  for (const { id } of delta.set) {
    const after = list.get(id);
    const before = delta.reset || removed.has(id) ? undefined : drawing.list.get(id);
    const own =
      after && before && before.kind === after.kind ? startGlides(before, after, glides.get(id), nowMs, tickMs) : null;
    if (own) glides.set(id, own);
    else glides.delete(id);
  }
  return { list, glides };
}

function startGlides(
  before: DrawPatch,
  after: DrawPatch,
  running: Glides | undefined,
  nowMs: number,
  tickMs: number,
): Glides | null {
  const durationMs = after.tweenMs ?? tickMs;
  const own = new Map(running);
  for (const field of numberFields) {
    const old = before[field];
    const next = after[field];
    if (old === next) continue;
    if (typeof old !== 'number' || typeof next !== 'number' || durationMs <= 0) own.delete(field);
    else own.set(field, { from: shownNumber(old, running?.get(field), nowMs), startMs: nowMs, durationMs });
  }
  const { points: old } = before;
  const { points: next } = after;
  if (old && next && !samePoints(old, next)) {
    if (old.length !== next.length || durationMs <= 0) own.delete('points');
    else own.set('points', { from: shownPoints(old, running?.get('points'), nowMs), startMs: nowMs, durationMs });
  }
  return own.size > 0 ? own : null;
}

/** The objects as they are to be painted at `nowMs`, those behind first. */
export function shownObjects(drawing: Drawing, nowMs: number): DrawPatch[] {
  const objects = [...drawing.list.values()].map((object) => shownObject(object, drawing.glides.get(object.id), nowMs));
  // Array#sort is stable: at equal depth what appeared first stays behind.
  return objects.sort((one, other) => (one.depth ?? 0) - (other.depth ?? 0));
}

function shownObject(object: DrawPatch, glides: Glides | undefined, nowMs: number): DrawPatch {
  if (!glides) return object;
  const shown = { ...object };
  for (const [field, glide] of glides) {
    if (field === 'points') {
      if (object.points) shown.points = shownPoints(object.points, glide, nowMs);
    } else {
      const target = object[field];
      if (typeof target === 'number') shown[field] = shownNumber(target, glide, nowMs);
    }
  }
  return shown;
}

/** The drawing without the glides that have arrived by `nowMs`. When none is left, nothing moves until the next change. */
export function settleDrawing(drawing: Drawing, nowMs: number): Drawing {
  if (drawing.glides.size === 0) return drawing;
  const glides = new Map<string, Glides>();
  for (const [id, own] of drawing.glides) {
    const moving = [...own].filter(([, glide]) => nowMs < glide.startMs + glide.durationMs);
    if (moving.length > 0) glides.set(id, moving.length === own.size ? own : new Map(moving));
  }
  return { list: drawing.list, glides };
}

function progress(glide: Glide, nowMs: number): number {
  return Math.min(1, Math.max(0, (nowMs - glide.startMs) / glide.durationMs));
}

function shownNumber(target: number, glide: Glide | undefined, nowMs: number): number {
  if (!glide || typeof glide.from !== 'number') return target;
  const part = progress(glide, nowMs);
  // At the end exactly the target, whatever rounding says.
  return part === 1 ? target : glide.from + (target - glide.from) * part;
}

function shownPoints(target: number[], glide: Glide | undefined, nowMs: number): number[] {
  if (!glide || !Array.isArray(glide.from)) return target;
  const { from } = glide;
  const part = progress(glide, nowMs);
  return target.map((value, index) =>
    part === 1 ? value : (from[index] ?? value) + (value - (from[index] ?? value)) * part,
  );
}

function samePoints(one: number[], other: number[]): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index]);
}
