import type { FrameDelta } from '../../../protocol/frame';

/** The text above the canvas after a change of the picture: null when there was none yet, empty when there is none any more. */
export function changeHud(before: string | null, delta: FrameDelta): string | null {
  const patch = delta.set.find(({ kind }) => kind === 'hud');
  if (patch) return patch.text ?? '';
  const isGone = delta.reset === true || delta.del.includes(HUD_ID);
  // Its place is kept, so that the picture does not move.
  return isGone && before !== null ? '' : before;
}

/** As environments/cubicle/hud.py names it. */
const HUD_ID = '~hud';
