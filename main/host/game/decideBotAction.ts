import type { Action } from '../../../protocol/environment';
import type { PolicyMetadata } from '../../../protocol/policy';

export type BotDecision = { ok: true; action: Action } | { ok: false; reason: 'invalid' };

/**
 * The action that a model's output means for an agent. By the action head:
 * - `argmax`: the index of the largest number, the first of equals;
 * - `softmax`: an index drawn by the softmax of output / temperature, where `draw` (from 0 up to 1) falls;
 * - `continuous`: the numbers themselves, held within `clip` where there is one, which is for all of them or for each.
 * An index goes through the agent's `actionMap` when there is one; where `allowed` is given, only indices whose action it has
 * count. Invalid when a number is NaN or infinite, when there is none, or when the map has no such index: never an action out
 * of noise.
 */
export function decideBotAction(
  output: readonly number[],
  metadata: PolicyMetadata,
  agent: string,
  draw: number,
  allowed?: readonly Action[],
): BotDecision {
  if (output.length === 0 || !output.every(Number.isFinite)) return { ok: false, reason: 'invalid' };
  if (metadata.actionHead === 'continuous') {
    const action = clip(output, metadata.clip);
    return action === null ? { ok: false, reason: 'invalid' } : { ok: true, action };
  }
  const map = metadata.actionMap?.[agent];
  const actionOf = (index: number): Action | undefined => (map === undefined ? index : map[index]);
  const indices = output.map((_, index) => index).filter((index) => allowed?.includes(actionOf(index) ?? null) ?? true);
  if (indices.length === 0) return { ok: false, reason: 'invalid' };
  const values = indices.map((index) => output[index] ?? -Infinity);
  const at =
    metadata.actionHead === 'argmax'
      ? values.indexOf(largestOf(values))
      : drawIndex(values, metadata.temperature ?? 1, draw);
  const action = actionOf(indices[at] ?? -1);
  return action === undefined ? { ok: false, reason: 'invalid' } : { ok: true, action };
}

const largestOf = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, value));

/** Less the largest, so that no power overflows. */
function drawIndex(output: readonly number[], temperature: number, draw: number): number {
  const largest = largestOf(output);
  const weights = output.map((value) => Math.exp((value - largest) / temperature));
  const wanted = draw * weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  for (const [index, weight] of weights.entries()) {
    sum += weight;
    if (wanted < sum) return index;
  }
  return output.indexOf(largest);
}

/** null: there are bounds for another number of numbers. */
function clip(output: readonly number[], range: PolicyMetadata['clip']): number[] | null {
  const [low, high] = range ?? [-Infinity, Infinity];
  if ([low, high].some((bound) => Array.isArray(bound) && bound.length !== output.length)) return null;
  const at = (bound: number | number[], index: number): number => (Array.isArray(bound) ? (bound[index] ?? 0) : bound);
  return output.map((value, index) => Math.min(at(high, index), Math.max(at(low, index), value)));
}
