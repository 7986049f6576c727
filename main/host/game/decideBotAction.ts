import type { Action } from '../../../protocol/environment';
import type { PolicyMetadata } from '../../../protocol/policy';

export type BotDecision = { ok: true; action: Action } | { ok: false; reason: 'invalid' };

/**
 * The action that a model's output means for an agent: the index of the largest number (the first of equals), through the
 * agent's `actionMap` when there is one. Invalid when a number is NaN or infinite, when there is none, or when the map has no
 * such index: never an action out of noise.
 */
export function decideBotAction(output: readonly number[], metadata: PolicyMetadata, agent: string): BotDecision {
  if (output.length === 0 || !output.every(Number.isFinite)) return { ok: false, reason: 'invalid' };
  const index = output.indexOf(output.reduce((most, value) => Math.max(most, value)));
  const map = metadata.actionMap?.[agent];
  const action = map === undefined ? index : map[index];
  return action === undefined ? { ok: false, reason: 'invalid' } : { ok: true, action };
}
