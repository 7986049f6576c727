import type { Action } from '../../../protocol/environment';

/**
 * The action of a `random` policy in a tick: one of `actions`, uniformly. It follows from the episode's seed, the agent and the
 * tick alone, so an episode that is taken up again goes on as it would have. FNV-1a (32 bit, one step per UTF-16 code unit) over
 * `<seed>/<agent>/<tick>`, then MurmurHash3's final mix, scaled to the number of actions. Never change this.
 */
export function drawRandomAction(actions: readonly Action[], episodeSeed: number, agent: string, tick: number): Action {
  const text = `${episodeSeed}/${agent}/${tick}`;
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  const uniform = ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
  return actions[Math.floor(uniform * actions.length)] ?? null;
}
