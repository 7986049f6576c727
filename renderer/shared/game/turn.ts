/** Turns what is painted next by `degrees` clockwise about a point. */
export function turn(
  context: CanvasRenderingContext2D,
  degrees: number | null | undefined,
  x: number,
  y: number,
): void {
  if (!degrees) return;
  context.translate(x, y);
  context.rotate((degrees * Math.PI) / 180);
  context.translate(-x, -y);
}
