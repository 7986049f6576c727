import type { ModelValue, PolicyMetadata } from '../../../protocol/policy';

type Described = { name: string; shape: readonly (number | string | null)[] };

/** What in a model does not fit its metadata, in words that name both; null when all fits. */
export function checkModelShapes(
  inputs: readonly ModelValue[],
  outputs: readonly ModelValue[],
  metadata: PolicyMetadata,
): string | null {
  return (
    checkValue('input', inputs, metadata.input) ??
    checkInputType(inputs, metadata) ??
    checkValue('output', outputs, metadata.output)
  );
}

/** How many numbers an observation for the model has: dimensions that vary count as one. */
export function countInputs({ input }: PolicyMetadata): number {
  return input.shape.reduce<number>((count, size) => count * fixedSize(size), 1);
}

/** The shape of one observation. */
export function singleShape({ input }: PolicyMetadata): number[] {
  return input.shape.map(fixedSize);
}

/** A size that varies counts as one. */
export function fixedSize(size: number | string | null): number {
  return typeof size === 'number' && size > 0 ? size : 1;
}

function checkValue(role: string, values: readonly ModelValue[], described: Described): string | null {
  const found = values.find(({ name }) => name === described.name);
  if (found === undefined) {
    const names = values.map(({ name }) => name).join(', ');
    return `the metadata names the ${role} ${described.name}; the model's ${role}s are: ${names}`;
  }
  const same =
    found.shape.length === described.shape.length &&
    found.shape.every((size, index) => fits(size, described.shape[index]));
  if (same) return null;
  return `the ${role} ${described.name} has the shape ${shapeText(found.shape)} in the model and ${shapeText(described.shape)} in the metadata`;
}

function checkInputType(inputs: readonly ModelValue[], { input }: PolicyMetadata): string | null {
  const type = inputs.find(({ name }) => name === input.name)?.type;
  return type === input.dtype
    ? null
    : `the input ${input.name} is ${type ?? 'unknown'} in the model and ${input.dtype} in the metadata`;
}

/** A size that varies in the model may be anything in the metadata; a fixed one must be the same, or be the 1 of a single observation. */
function fits(model: number | string, described: number | string | null | undefined): boolean {
  if (typeof model !== 'number' || model <= 0) return true;
  return fixedSize(described ?? null) === model;
}

export function shapeText(shape: readonly (number | string | null)[]): string {
  return `[${shape.map((size) => (size === null || size === '' ? '?' : String(size))).join(', ')}]`;
}
