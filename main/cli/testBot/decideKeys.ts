import { type Place, POINTER, POINTER_MOVE } from '../../../protocol/pointer';
import { createDraws, type Draws, drawOne } from './createDraws';

/** A key going down or up, and every key that is down after it. */
export type KeyChange = { code: string; down: boolean; held: string[] };

/** Under lockstep the same keys are held for so many ticks: short enough to look about, long enough to get somewhere. */
const TICKS_HELD = 8;

/** The chords of a scene's `keys` (`ArrowLeft+Space`), and letting go of everything; a finger on the canvas where that `points`. */
export function chordsOf(keys: Readonly<Record<string, unknown>>, points: boolean): string[][] {
  const chords = Object.keys(keys).map((chord) => chord.split('+').map((code) => code.trim()));
  return [[], ...chords, ...(points ? [[POINTER]] : [])];
}

const TEN_THOUSANDTHS = 10_000;

/** A place on the canvas. */
export function drawPlace(draw: Draws): Place {
  const share = (): number => Math.round(draw() * TEN_THOUSANDTHS) / TEN_THOUSANDTHS;
  return [share(), share()];
}

/** Where a bot points under lockstep: it goes there when its keys change. */
export const placeAtTick = (seed: number, name: string, tick: number): Place =>
  drawPlace(createDraws(seed, `${name}/place/${Math.floor((tick - 1) / TICKS_HELD)}`));

/** The pointer is somewhere, and nothing goes down or up. */
export const moveWith = (held: readonly string[]): KeyChange => ({ code: POINTER_MOVE, down: false, held: [...held] });

/** Keys that are held for tick `tick`: they follow from `name` (of bot, game and episode), the seed and the tick alone. */
export function heldAtTick(chords: readonly string[][], seed: number, name: string, tick: number): string[] {
  if (tick < 1) return [];
  return drawOne(createDraws(seed, `${name}/${Math.floor((tick - 1) / TICKS_HELD)}`), chords) ?? [];
}

/** One message that answers for a tick, whatever was held before: the last key that changes tells what is held after it. */
export function answerTick(chords: readonly string[][], seed: number, name: string, tick: number): KeyChange {
  const held = heldAtTick(chords, seed, name, tick);
  const before = heldAtTick(chords, seed, name, tick - 1);
  const pressed = held.find((code) => !before.includes(code));
  const released = before.find((code) => !held.includes(code));
  if (pressed !== undefined) return { code: pressed, down: true, held };
  if (released !== undefined) return { code: released, down: false, held };
  if (chords.some(([code]) => code === POINTER)) return moveWith(held);
  const code = held[0] ?? chords.flat()[0] ?? 'Space';
  return { code, down: held.includes(code), held };
}

/** The single key events that lead from the keys that are held to others: first letting go, then pressing. */
export function changesBetween(before: readonly string[], after: readonly string[]): KeyChange[] {
  let held = [...before];
  const changes: KeyChange[] = [];
  for (const code of before) {
    if (after.includes(code)) continue;
    held = held.filter((other) => other !== code);
    changes.push({ code, down: false, held: [...held] });
  }
  for (const code of after) {
    if (held.includes(code)) continue;
    held = [...held, code];
    changes.push({ code, down: true, held: [...held] });
  }
  return changes;
}
