import { padCodes } from '../../../protocol/pad';
import type { InputLine } from './createInputLine';
import { padCodesDown } from './padCodesDown';

/** Whether there is a gamepad: `missing` before the first, `lost` when there is none any more. */
export type PadState = 'missing' | 'present' | 'lost';

/** Looks at the gamepads before every picture until it is told to stop. Only buttons and sticks with these codes are sent. */
export function watchPads(
  { codes, deadZone }: { codes: readonly string[]; deadZone: number },
  line: InputLine,
  onState: (state: PadState) => void,
): () => void {
  const mapped = new Set(codes.filter((code) => padCodes.includes(code)));
  if (mapped.size === 0) return () => undefined;
  let down: ReadonlySet<string> = new Set();
  let state: PadState = 'missing';
  onState(state);

  const look = (): void => {
    request = requestAnimationFrame(look);
    const pads = navigator.getGamepads().filter((pad): pad is Gamepad => pad?.connected === true);
    const next = pads.length > 0 ? 'present' : state === 'missing' ? 'missing' : 'lost';
    if (next !== state) onState((state = next));
    // Another window may be played in: what is pressed there is not meant for this one.
    const now = padCodesDown(document.hasFocus() ? pads : [], deadZone, down);
    const tMs = performance.now();
    for (const code of mapped)
      if (now.has(code) !== line.held().includes(code)) line.handle({ type: now.has(code) ? 'down' : 'up', code }, tMs);
    down = now;
  };
  let request = requestAnimationFrame(look);
  return () => cancelAnimationFrame(request);
}
