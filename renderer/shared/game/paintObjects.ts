import type { DrawPatch } from '../../../protocol/frame';
import type { Pictures } from './createPictures';
import { paintText } from './paintText';
import { tracePath } from './tracePath';
import { turn } from './turn';

/** Paints objects in the given order on a context whose unit is one canvas pixel of the study. */
export function paintObjects(
  context: CanvasRenderingContext2D,
  objects: readonly DrawPatch[],
  pictures: Pictures,
): void {
  for (const object of objects) {
    context.save();
    paintObject(context, object, pictures);
    context.restore();
  }
}

function paintObject(context: CanvasRenderingContext2D, object: DrawPatch, pictures: Pictures): void {
  context.globalAlpha *= Math.min(1, Math.max(0, object.opacity ?? 1));
  switch (object.kind) {
    case undefined:
    // Its text stands above the canvas.
    case 'hud':
      return;
    case 'text':
      paintText(context, object);
      return;
    case 'image':
    case 'sprite':
      paintPicture(context, object, pictures);
      return;
    case 'rect':
    case 'circle':
    case 'ellipse':
    case 'arc':
    case 'line':
    case 'polyline':
    case 'polygon':
      paintShape(context, object);
  }
}

function paintShape(context: CanvasRenderingContext2D, object: DrawPatch): void {
  const traced = tracePath(object);
  if (!traced) return;
  turn(context, object.rotation, traced.centre.x, traced.centre.y);
  if (object.fill && traced.hasInside) {
    context.fillStyle = object.fill;
    context.fill(traced.path);
  }
  const width = object.strokeWidth ?? 1;
  if (object.stroke && width > 0) {
    context.strokeStyle = object.stroke;
    context.lineWidth = width;
    context.lineJoin = 'round';
    // Ends are cut where the author put them; only bends are rounded.
    context.lineCap = 'butt';
    context.stroke(traced.path);
  }
}

function paintPicture(context: CanvasRenderingContext2D, object: DrawPatch, pictures: Pictures): void {
  const { x = 0, y = 0, w, h, image: name } = object;
  if (!name || !w || !h || x === null || y === null) return;
  const picture = object.kind === 'image' ? pictures.image(name) : pictures.frame(name, object.frame ?? 0);
  if (!picture) return;
  // Around the middle of the picture, so that turning and mirroring leave it in its place.
  context.translate(x + w / 2, y + h / 2);
  turn(context, object.rotation, 0, 0);
  context.scale(object.flipX ? -1 : 1, object.flipY ? -1 : 1);
  context.drawImage(picture, -w / 2, -h / 2, w, h);
}
