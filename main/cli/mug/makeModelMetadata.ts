import { z } from 'zod';
import type { ModelValue, ModelValues, PolicyMetadata } from '../../../protocol/policy';

/** A model as a MUG script describes it. */
export const mugModel = z.object({
  onnx_path: z.string().nullable(),
  obs_input: z.string().nullish(),
  logit_output: z.string().nullish(),
  state_inputs: z.array(z.string()).nullish(),
  state_outputs: z.array(z.string()).nullish(),
  fixed_inputs: z.record(z.string(), z.union([z.number(), z.array(z.number())])).nullish(),
  custom_inference_fn: z.string().nullish(),
});
export type MugModel = z.infer<typeof mugModel>;

/** The model's file as it was found: its own names and shapes. */
export type FoundModel = ModelValues & { sha256: string };

/**
 * What is to stand beside a model so that it acts here as it does in MUG: an index drawn by the softmax of its logits. Names that
 * the script does not give are those that MUG guesses: `obs`, `logits`, else the only one there is. A reason, in words, where
 * the model has no such input or output.
 */
export function makeModelMetadata(name: string, script: MugModel, found: FoundModel): PolicyMetadata | string {
  const input = pick(found.inputs, script.obs_input, 'obs');
  const output = pick(found.outputs, script.logit_output, 'logits');
  if (typeof input === 'string') return `its input ${input}`;
  if (typeof output === 'string') return `its output ${output}`;
  if (input.type !== 'float32') return `its input ${input.name} is ${input.type}, and observations are float32`;
  const state = (script.state_inputs ?? []).map((one, index) => ({
    input: one,
    output: script.state_outputs?.[index] ?? '',
  }));
  const fixed = Object.entries(script.fixed_inputs ?? {}).map(([one, value]) => [one, [value].flat()] as const);
  return {
    name,
    kind: 'onnx',
    sha256: found.sha256,
    input: { name: input.name, shape: shapeOf(input), dtype: 'float32' },
    output: { name: output.name, shape: shapeOf(output) },
    ...(state.length > 0 && { state }),
    ...(fixed.length > 0 && { fixed: Object.fromEntries(fixed) }),
    actionHead: 'softmax',
  };
}

function pick(values: readonly ModelValue[], named: string | null | undefined, guess: string): ModelValue | string {
  const [only] = values;
  const found = values.find(({ name }) => name === (named ?? guess)) ?? (named || values.length > 1 ? undefined : only);
  return found ?? `${named ?? guess} is not among ${values.map(({ name }) => name).join(', ')}`;
}

const shapeOf = ({ shape }: ModelValue): (number | string | null)[] =>
  shape.map((size) => (size === '' || (typeof size === 'number' && size <= 0) ? null : size));
