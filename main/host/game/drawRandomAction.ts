import type { Action } from '../../../protocol/environment';
import { drawUniform } from './drawUniform';

/** The action of a `random` policy in a tick: one of `actions`, uniformly, by the episode's seed. */
export function drawRandomAction(actions: readonly Action[], episodeSeed: number, agent: string, tick: number): Action {
  return actions[Math.floor(drawUniform(episodeSeed, agent, tick) * actions.length)] ?? null;
}
