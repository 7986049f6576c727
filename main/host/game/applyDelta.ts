import type { DrawPatch, FrameDelta } from '../../../protocol/frame';

/** What is on a canvas: object id → its fields, in the order in which they were first drawn. */
export type DrawList = ReadonlyMap<string, DrawPatch>;

export const emptyDrawList: DrawList = new Map();

/**
 * The drawing after a change. A patch with `kind` is a whole object and replaces what had its id;
 * one without changes the fields it names (`null` takes a field away) and is ignored when there is no such object.
 */
export function applyDelta(list: DrawList, delta: FrameDelta): DrawList {
  if (!delta.reset && delta.set.length === 0 && delta.del.length === 0) return list;
  const next = new Map(delta.reset ? [] : list);
  for (const id of delta.del) next.delete(id);
  for (const patch of delta.set) {
    const before = patch.kind === undefined ? next.get(patch.id) : { id: patch.id };
    if (before) next.set(patch.id, mergePatch(before, patch));
  }
  return next;
}

/** A delta that draws the whole list on any canvas. Objects appear where they are: nothing glides. */
export function wholeFrame(list: DrawList): FrameDelta {
  return { reset: true, set: [...list.values()], del: [] };
}

function mergePatch(before: DrawPatch, patch: DrawPatch): DrawPatch {
  const merged: DrawPatch = { ...before, ...patch };
  for (const [field, value] of Object.entries(patch))
    if (value === null || value === undefined) Reflect.deleteProperty(merged, field);
  return merged;
}
