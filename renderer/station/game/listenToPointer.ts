import { type Place, POINTER, POINTER_MOVE, type Region } from '../../../protocol/pointer';
import type { InputLine } from './createInputLine';
import { findRegion } from './findRegion';

export type PointerUse = {
  regions: Readonly<Record<string, Region>>;
  /** Whether every place of mouse or finger is told, not only what it presses. */
  points: boolean;
};

/** The host takes 120 messages a second of a station, and other things have to be said too. */
const MOVES_EVERY_MS = 16;

/** Hears mouse, pen and fingers on the canvas until it is told to stop. */
export function listenToPointer(
  canvas: HTMLCanvasElement,
  { regions, points }: PointerUse,
  line: InputLine,
): () => void {
  if (!points && Object.keys(regions).length === 0) return () => undefined;
  /** What each finger that is down presses; null outside of all regions. */
  const pressed = new Map<number, string | null>();
  let movedMs = 0;
  let unsent: { at: Place; timer: ReturnType<typeof setTimeout> } | null = null;

  const placeOf = (event: PointerEvent): Place => {
    const box = canvas.getBoundingClientRect();
    const share = (value: number): number => Math.min(1, Math.max(0, value));
    return [share((event.clientX - box.left) / box.width), share((event.clientY - box.top) / box.height)];
  };
  const press = (event: PointerEvent, code: string | null): void => {
    const before = pressed.get(event.pointerId) ?? null;
    if (code === before) return;
    pressed.set(event.pointerId, code);
    const at = placeOf(event);
    // Another finger may be on the same region still.
    if (before !== null && ![...pressed.values()].includes(before))
      line.handle({ type: 'up', code: before }, event.timeStamp, at);
    if (code !== null) line.handle({ type: 'down', code }, event.timeStamp, at);
  };
  const forgetMove = (): void => {
    if (unsent) clearTimeout(unsent.timer);
    unsent = null;
  };
  const tellMove = (at: Place): void => {
    forgetMove();
    const nowMs = performance.now();
    const waitMs = movedMs + MOVES_EVERY_MS - nowMs;
    if (waitMs > 0) {
      unsent = { at, timer: setTimeout(() => tellMove(at), waitMs) };
      return;
    }
    movedMs = nowMs;
    line.move(POINTER_MOVE, nowMs, at);
  };

  const onDown = (event: PointerEvent): void => {
    if (event.pointerType === 'mouse' && event.button !== 0) return;
    // One finger points; others that come while it is down do nothing.
    if (points && pressed.size > 0) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    forgetMove();
    press(event, points ? POINTER : findRegion(regions, placeOf(event)));
    if (!pressed.has(event.pointerId)) pressed.set(event.pointerId, null);
  };
  const onMove = (event: PointerEvent): void => {
    if (points) {
      if (pressed.size === 0 || pressed.has(event.pointerId)) tellMove(placeOf(event));
    } else if (pressed.has(event.pointerId)) press(event, findRegion(regions, placeOf(event)));
  };
  const onUp = (event: PointerEvent): void => {
    if (!pressed.has(event.pointerId)) return;
    forgetMove();
    press(event, null);
    pressed.delete(event.pointerId);
  };
  const onMenu = (event: Event): void => event.preventDefault();

  const before = canvas.style.cssText;
  // A finger on the canvas plays: it does not scroll, zoom or select.
  canvas.style.touchAction = 'none';
  canvas.style.userSelect = 'none';
  canvas.style.setProperty('-webkit-touch-callout', 'none');
  canvas.addEventListener('pointerdown', onDown);
  canvas.addEventListener('pointermove', onMove);
  canvas.addEventListener('pointerup', onUp);
  canvas.addEventListener('pointercancel', onUp);
  canvas.addEventListener('contextmenu', onMenu);
  return () => {
    forgetMove();
    canvas.style.cssText = before;
    canvas.removeEventListener('pointerdown', onDown);
    canvas.removeEventListener('pointermove', onMove);
    canvas.removeEventListener('pointerup', onUp);
    canvas.removeEventListener('pointercancel', onUp);
    canvas.removeEventListener('contextmenu', onMenu);
  };
}
