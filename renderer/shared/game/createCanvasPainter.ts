import type { GameFrame } from '../../../protocol/message';
import { createPictures } from './createPictures';
import { changeDrawing, type Drawing, emptyDrawing, settleDrawing, shownObjects } from './Drawing';
import { paintObjects } from './paintObjects';

export type CanvasPainter = {
  /** Takes the next frame; it is painted in the next animation frame. */
  push(frame: GameFrame): void;
  /** Sets the size of the picture on the screen in device pixels; the study's canvas is scaled to fill it. */
  resize(widthPx: number, heightPx: number): void;
  stop(): void;
};

export type PainterOptions = {
  canvas: { width: number; height: number };
  tickHz: number;
  pictureUrl(name: string): string;
  /** The newest of the frames that a painting held was on screen by `shownMs` of the page's clock. */
  onShown?(frame: GameFrame, shownMs: number): void;
};

/** A glide begins one such frame before it is first painted, so that the first picture after a change shows movement. */
const animationFrameMs = 1000 / 60;
const mostWaiting = 120;

/** Paints the frames of one game on a canvas. Only runs while something changes or moves. */
export function createCanvasPainter(element: HTMLCanvasElement, options: PainterOptions): CanvasPainter {
  const context = element.getContext('2d');
  if (!context) throw new Error('This browser cannot draw on a canvas.');
  const tickMs = 1000 / options.tickHz;
  let drawing: Drawing = emptyDrawing;
  let arrived: GameFrame[] = [];
  let unshown: GameFrame | null = null;
  let isStale = true;
  let request: number | null = null;

  const paint = (nowMs: number): void => {
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, element.width, element.height);
    context.scale(element.width / options.canvas.width, element.height / options.canvas.height);
    context.imageSmoothingQuality = 'high';
    paintObjects(context, shownObjects(drawing, nowMs), pictures);
  };

  const animate = (nowMs: number): void => {
    request = null;
    if (unshown) options.onShown?.(unshown, nowMs);
    unshown = arrived.at(-1) ?? null;
    for (const frame of arrived) drawing = changeDrawing(drawing, frame.delta, nowMs - animationFrameMs, tickMs);
    if (isStale || arrived.length > 0 || drawing.glides.size > 0) {
      paint(nowMs);
      drawing = settleDrawing(drawing, nowMs);
    }
    arrived = [];
    isStale = false;
    if (unshown || drawing.glides.size > 0) schedule();
  };

  const catchUp = (): void => {
    for (const frame of arrived) drawing = changeDrawing(drawing, frame.delta, 0, 0);
    drawing = { list: drawing.list, glides: new Map() };
    arrived = [];
    isStale = true;
  };

  const schedule = (): void => {
    request ??= requestAnimationFrame(animate);
  };

  const repaint = (): void => {
    isStale = true;
    schedule();
  };

  const pictures = createPictures(options.pictureUrl, repaint);

  return {
    push: (frame) => {
      arrived.push(frame);
      // A hidden window gets no animation frames: what nobody sees move need not be kept to be moved.
      if (arrived.length > mostWaiting) catchUp();
      schedule();
    },
    resize: (widthPx, heightPx) => {
      if (element.width === widthPx && element.height === heightPx) return;
      element.width = widthPx;
      element.height = heightPx;
      // Setting the size empties the canvas: paint again before the browser shows it.
      paint(performance.now());
    },
    stop: () => {
      if (request !== null) cancelAnimationFrame(request);
      request = null;
    },
  };
}
