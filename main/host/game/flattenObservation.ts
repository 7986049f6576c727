/**
 * An observation as a model is given it: nested lists in row-major order, booleans as 0 and 1; an object's values in the order
 * of its keys, but of `{observation, action_mask}`, as PettingZoo has it, the observation alone. null when something in it is no finite number.
 */
export function flattenObservation(observation: unknown): number[] | null {
  const flat: number[] = [];
  const visit = (value: unknown): boolean => {
    if (typeof value === 'number' && Number.isFinite(value)) {
      flat.push(value);
      return true;
    }
    if (typeof value === 'boolean') {
      flat.push(value ? 1 : 0);
      return true;
    }
    if (Array.isArray(value)) return value.every(visit);
    if (typeof value !== 'object' || value === null) return false;
    return Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .every(([, inner]) => visit(inner));
  };
  return visit(withoutMask(observation)) ? flat : null;
}

function withoutMask(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return 'observation' in value && 'action_mask' in value ? value.observation : value;
}
