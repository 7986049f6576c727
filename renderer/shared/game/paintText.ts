import type { DrawPatch } from '../../../protocol/frame';
import { turn } from './turn';

const lineHeight = 1.2;
const shareAbove = { top: 0, middle: 0.5, bottom: 1 };
const defaultFont = "'Inter Variable', system-ui, sans-serif";

/** The CSS font of a text: its size in canvas pixels and the author's family with ours behind it. */
function fontOf(object: DrawPatch): string {
  const family = object.font?.replace(/["\\;{}]/g, '').trim();
  return `${object.size ?? 16}px ${family ? `"${family}", ` : ''}${defaultFont}`;
}

/** Paints a text so that the point of it that `align` and `valign` name is at (x, y). Line breaks in it break the line. */
export function paintText(context: CanvasRenderingContext2D, object: DrawPatch): void {
  if (!object.text) return;
  const size = object.size ?? 16;
  const align = object.align ?? 'left';
  const lines = object.text.split('\n');
  const height = size * (1 + (lines.length - 1) * lineHeight);
  const x = object.x ?? 0;
  const y = (object.y ?? 0) - height * shareAbove[object.valign ?? 'top'];
  context.font = fontOf(object);
  context.textAlign = align;
  context.textBaseline = 'top';
  if (object.rotation) {
    const width = Math.max(...lines.map((line) => context.measureText(line).width));
    const left = align === 'left' ? x : align === 'center' ? x - width / 2 : x - width;
    turn(context, object.rotation, left + width / 2, y + height / 2);
  }
  lines.forEach((line, index) => {
    const top = y + index * size * lineHeight;
    if (object.stroke && (object.strokeWidth ?? 1) > 0) {
      context.strokeStyle = object.stroke;
      context.lineWidth = object.strokeWidth ?? 1;
      context.lineJoin = 'round';
      context.strokeText(line, x, top);
    }
    // The inside goes over the outline, so that a thick outline does not eat the letters.
    if (object.fill) {
      context.fillStyle = object.fill;
      context.fillText(line, x, top);
    }
  });
}
