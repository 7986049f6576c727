import type { DrawPatch } from '../../../protocol/frame';

/** The outline of a shape, the point it turns about, and whether its inside is filled. */
export type TracedPath = { path: Path2D; centre: { x: number; y: number }; hasInside: boolean };

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** The outline of a shape in canvas pixels; null when it has no extent or is no shape. */
export function tracePath(object: DrawPatch): TracedPath | null {
  const path = new Path2D();
  const x = object.x ?? 0;
  const y = object.y ?? 0;
  switch (object.kind) {
    case 'rect': {
      const w = object.w ?? 0;
      const h = object.h ?? 0;
      if (w <= 0 || h <= 0) return null;
      const corner = Math.min(object.cornerRadius ?? 0, w / 2, h / 2);
      if (corner > 0) path.roundRect(x, y, w, h, corner);
      else path.rect(x, y, w, h);
      return { path, centre: { x: x + w / 2, y: y + h / 2 }, hasInside: true };
    }
    case 'circle':
      return traceRound(path, x, y, object.radius ?? 0, object.radius ?? 0);
    case 'ellipse':
      return traceRound(path, x, y, object.rx ?? 0, object.ry ?? 0);
    case 'arc': {
      const radius = object.radius ?? 0;
      if (radius <= 0) return null;
      path.arc(x, y, radius, radians(object.startAngle ?? 0), radians(object.endAngle ?? 360));
      return { path, centre: { x, y }, hasInside: true };
    }
    case 'line':
    case 'polyline':
      return tracePoints(path, object.points ?? [], false);
    case 'polygon':
      return tracePoints(path, object.points ?? [], true);
    default:
      return null;
  }
}

function traceRound(path: Path2D, x: number, y: number, rx: number, ry: number): TracedPath | null {
  if (rx <= 0 || ry <= 0) return null;
  path.ellipse(x, y, rx, ry, 0, 0, 2 * Math.PI);
  return { path, centre: { x, y }, hasInside: true };
}

function tracePoints(path: Path2D, points: number[], closed: boolean): TracedPath | null {
  if (points.length < 4) return null;
  const xs = points.filter((_, index) => index % 2 === 0);
  const ys = points.filter((_, index) => index % 2 === 1);
  ys.forEach((y, index) => path.lineTo(xs[index] ?? 0, y));
  if (closed) path.closePath();
  const middle = (values: number[]): number => (Math.min(...values) + Math.max(...values)) / 2;
  return { path, centre: { x: middle(xs), y: middle(ys) }, hasInside: closed };
}
