import type { Outcome } from '../../../protocol/environment';
import type { TickBody } from '../../../protocol/journal';
import type { RecordWish } from '../../../protocol/gameScene';

/** Most characters that one part of a tick may have as JSON; what is longer is left out, and the row says so. */
export const CONTENT_LIMIT = 65_536;

type Content = Pick<TickBody, 'infos' | 'observations' | 'frames' | 'leftOut'>;

/** What a study wants of each tick beside its actions and rewards. */
export function pickContent(wish: RecordWish, { infos, obs, frames }: Outcome): Content {
  const parts = { infos, observations: obs, frames };
  const content: Content = {};
  const leftOut: Record<string, number> = {};
  for (const name of ['infos', 'observations', 'frames'] as const) {
    if (!wish[name]) continue;
    const { length } = JSON.stringify(parts[name]);
    if (length > CONTENT_LIMIT) leftOut[name] = length;
    else Object.assign(content, { [name]: parts[name] });
  }
  return Object.keys(leftOut).length === 0 ? content : { ...content, leftOut };
}
