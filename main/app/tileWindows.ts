export type Area = { x: number; y: number; width: number; height: number };

/**
 * Places for windows that are to be seen together: side by side, in rows once they would be taller than wide.
 * @param area the usable part of the display, in its own coordinates
 * @returns as many places as windows, none overlapping, all inside the area
 */
export function tileWindows(area: Area, count: number): Area[] {
  if (count < 1) return [];
  const columns = Math.min(count, Math.max(2, Math.ceil(Math.sqrt(count))));
  const rows = Math.ceil(count / columns);
  const width = Math.floor(area.width / columns);
  const height = Math.floor(area.height / rows);
  return Array.from({ length: count }, (_, index) => ({
    x: area.x + (index % columns) * width,
    y: area.y + Math.floor(index / columns) * height,
    width,
    height,
  }));
}
