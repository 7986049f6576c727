import { z } from 'zod';

const bounds = z.union([z.number(), z.array(z.number()).min(1).max(1000)]);
const areBounds = (low: number[], high: number[]): boolean =>
  (low.length === high.length || low.length === 1 || high.length === 1) &&
  Array.from({ length: Math.max(low.length, high.length) }, (_, index) => index).every(
    (index) => (low[index] ?? low[0] ?? 0) < (high[index] ?? high[0] ?? 0),
  );

/** What stands beside an ONNX model (`policies/<name>.json`): how to ask it and what its answer means. */
export const policyMetadata = z.looseObject({
  name: z.string(),
  version: z.union([z.string(), z.number()]).optional(),
  kind: z.literal('onnx'),
  /** SHA-256 of the model file, lower-case hex: a damaged model often loads without error. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  input: z.object({
    name: z.string(),
    shape: z.array(z.union([z.number().int(), z.string(), z.null()])),
    dtype: z.literal('float32'),
  }),
  output: z.object({ name: z.string(), shape: z.array(z.union([z.number().int(), z.string(), z.null()])) }),
  /**
   * Recurrent models: each input that is given what an output told in the run before, zeros at the beginning. Left out: found by
   * the shapes of inputs and outputs, where that is clear.
   */
  state: z
    .array(z.object({ input: z.string(), output: z.string() }))
    .min(1)
    .max(64)
    .optional(),
  /** Inputs that are given the same float32 numbers in every run. */
  fixed: z.record(z.string(), z.array(z.number()).max(100_000)).optional(),
  /** How the output is an action: the largest number's index, an index drawn by the softmax, or the numbers themselves. */
  actionHead: z.enum(['argmax', 'softmax', 'continuous']),
  /** Of the softmax: below 1 bolder, above 1 more even. */
  temperature: z.number().positive().max(1000).optional(),
  /** Continuous: the lowest and highest number that is played, of all of them or of each. */
  clip: z
    .tuple([bounds, bounds])
    .refine(
      ([low, high]) => areBounds([low].flat(), [high].flat()),
      'the lowest number first, then the highest; as many of each',
    )
    .optional(),
  /** Per agent, the environment's action for each index of the output. */
  actionMap: z.record(z.string(), z.array(z.number().int())).optional(),
});
export type PolicyMetadata = z.infer<typeof policyMetadata>;

/** A model's input or output as onnxruntime tells it: a number is fixed, anything else varies. */
export const modelValue = z.object({
  name: z.string(),
  type: z.string(),
  shape: z.array(z.union([z.number(), z.string()])).readonly(),
});
export type ModelValue = z.infer<typeof modelValue>;
export type ModelValues = { inputs: readonly ModelValue[]; outputs: readonly ModelValue[] };

export type MemoryUse = { key: string; begins: boolean };
export const memoryNote = z.enum(['begun', 'lost']);
/** A recurrent model began with an empty memory: because it should (`begun`), or because its process was gone (`lost`). */
export type MemoryNote = z.infer<typeof memoryNote>;

/**
 * Host → bot process. `requestId` comes back in the answer. Model bytes are handed over, never a path. `batches`: whether questions
 * that wait may be run together.
 */
export type BotRequest =
  | { type: 'load'; requestId: number; policyId: string; model: Uint8Array; metadata: PolicyMetadata; batches: boolean }
  /** `memory`: under what a recurrent model keeps its state, and whether it begins with none. Without, it begins and keeps nothing. */
  | { type: 'infer'; requestId: number; policyId: string; obs: number[]; memory?: MemoryUse | undefined }
  /** What goes into a model and comes out, of which nothing else is known. */
  | { type: 'describe'; requestId: number; model: Uint8Array };

/** Bot process → host. `inferMs` is the time inside onnxruntime. */
export type BotAnswer =
  | { type: 'loaded'; requestId: number; warmUpMs: number }
  | { type: 'inferred'; requestId: number; output: number[]; inferMs: number; memory?: MemoryNote | undefined }
  | ({ type: 'described'; requestId: number } & ModelValues)
  /** `invalid`: the model answered numbers that are none. `failed`: anything else. */
  | { type: 'refused'; requestId: number; reason: 'invalid' | 'failed'; message: string };
