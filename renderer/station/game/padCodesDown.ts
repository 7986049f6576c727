import { padAxes, padButtons } from '../../../protocol/pad';

/** What of a gamepad is looked at. */
export type PadReading = { buttons: readonly { pressed: boolean; value: number }[]; axes: readonly number[] };

/** A trigger that is pulled halfway is down. */
const HALF = 0.5;
/** What is down comes up a little nearer to the middle than it went down, so that a trembling hand does not press it twice. */
const STAYS = 0.8;

/** The codes that are down on gamepads. `before`: those that were at the last look. */
export function padCodesDown(
  pads: readonly PadReading[],
  deadZone: number,
  before: ReadonlySet<string>,
): ReadonlySet<string> {
  const down = new Set<string>();
  for (const { buttons, axes } of pads) {
    for (const [index, code] of padButtons.entries()) {
      const button = buttons[index];
      if (button && (button.pressed || button.value > HALF)) down.add(code);
    }
    for (const [index, [less, more]] of padAxes.entries()) {
      const value = axes[index] ?? 0;
      const limit = (code: string): number => (before.has(code) ? deadZone * STAYS : deadZone);
      if (value < -limit(less)) down.add(less);
      if (value > limit(more)) down.add(more);
    }
  }
  return down;
}
