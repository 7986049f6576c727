export type Size = { width: number; height: number };

/** The largest size with the canvas's proportions that fits into the room there is, in whole device pixels. */
export function fitCanvas(canvas: Size, room: Size, devicePixelRatio: number): { css: Size; device: Size } {
  const scale = Math.min(room.width / canvas.width, room.height / canvas.height);
  const device = {
    width: Math.max(1, Math.floor(canvas.width * scale * devicePixelRatio)),
    height: Math.max(1, Math.floor(canvas.height * scale * devicePixelRatio)),
  };
  return { css: { width: device.width / devicePixelRatio, height: device.height / devicePixelRatio }, device };
}
