import type { ModelValue, PolicyMetadata } from '../../../protocol/policy';
import { countInputs, singleShape } from './checkModelShapes';
import type { Memory } from './createMemories';
import type { InputPlan } from './planInputs';

/** Numbers for an input of a model. */
export type ModelInput = { name: string; shape: number[]; values: Float32Array };
/** A model in memory, whichever library runs it. */
export type LoadedModel = {
  inputs: readonly ModelValue[];
  outputs: readonly ModelValue[];
  /** Runs it once; the named outputs in their order, each flat. */
  run(inputs: ModelInput[], outputNames: string[]): Promise<ArrayLike<number | bigint>[]>;
};

/** A model with all that is known of how to run it. */
export type KnownModel = { model: LoadedModel; metadata: PolicyMetadata; plan: InputPlan };
/** What one agent's model is asked. `state`: by input, what the run before told; zeros where nothing is known. */
export type Asked = { values: Float32Array; state: Memory['values'] };
export type Told = { output: number[]; state: Memory['values'] };

/** One run for several agents, each a row of the batch; of one, in the shapes that the model has for one. */
export async function runModel({ model, metadata, plan }: KnownModel, asked: readonly Asked[]): Promise<Told[]> {
  const rows = asked.length;
  const batched = (name: string, shape: number[], each: (one: Asked) => Float32Array): ModelInput => ({
    name,
    shape: rows === 1 ? shape : [rows, ...shape.slice(1)],
    values: join(asked.map(each)),
  });
  const inputs = [
    batched(metadata.input.name, singleShape(metadata), ({ values }) => values),
    ...plan.fixed.map(({ name, shape, values }) => ({ name, shape, values: Float32Array.from(values) })),
    ...plan.state.map(({ input, shape }) =>
      batched(input, shape, ({ state }) => state.get(input) ?? new Float32Array(countOf(shape))),
    ),
  ];
  const names = [metadata.output.name, ...plan.state.map(({ output }) => output)];
  const told = (await model.run(inputs, names)).map((flat) => Array.from(flat, Number));
  const partOf = (index: number, row: number): number[] => {
    const flat = told[index] ?? [];
    const size = flat.length / rows;
    if (!Number.isInteger(size)) throw new Error(`the output ${names[index] ?? ''} does not have a row for each agent`);
    return flat.slice(row * size, (row + 1) * size);
  };
  return asked.map((_, row) => ({
    output: partOf(0, row),
    state: new Map(plan.state.map(({ input }, index) => [input, Float32Array.from(partOf(index + 1, row))])),
  }));
}

const TRIED_ROWS = 3;
/** Rows of a batch may differ by so much of their size from runs of their own: other loops add in another order. */
const TOLERANCE = 1e-5;

/** Whether the rows of a batch come out as they do by themselves: tried, because a first size that varies need not be a batch. */
export async function canBatch(known: KnownModel): Promise<boolean> {
  const { model, metadata, plan } = known;
  const used = [
    metadata.input.name,
    metadata.output.name,
    ...plan.state.flatMap(({ input, output }) => [input, output]),
  ];
  const varies = ({ shape: [first] }: ModelValue): boolean => typeof first !== 'number' || first <= 0;
  const values = [...model.inputs, ...model.outputs].filter(({ name }) => used.includes(name));
  if (plan.fixed.length > 0 || !values.every((value) => value.shape.length > 0 && varies(value))) return false;
  const asked = Array.from(
    { length: TRIED_ROWS },
    (_, row): Asked => ({
      values: Float32Array.from({ length: countInputs(metadata) }, (__, index) => Math.sin(1 + row * 7 + index)),
      state: new Map(
        plan.state.map(({ input, shape }) => [
          input,
          Float32Array.from({ length: countOf(shape) }, (__, index) => Math.cos(1 + row * 5 + index)),
        ]),
      ),
    }),
  );
  try {
    const together = await runModel(known, asked);
    for (const [row, one] of asked.entries()) {
      const [alone] = await runModel(known, [one]);
      const other = together[row];
      if (alone === undefined || other === undefined || !isNear(flatten(alone), flatten(other))) return false;
    }
    return true;
  } catch {
    return false;
  }
}

const flatten = ({ output, state }: Told): number[] => [...output, ...[...state.values()].flatMap((each) => [...each])];
const isNear = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length &&
  one.every((value, index) => {
    const found = other[index] ?? Number.NaN;
    if (!Number.isFinite(value)) return Object.is(value, found);
    return Math.abs(value - found) <= TOLERANCE * Math.max(1, Math.abs(value));
  });
const countOf = (shape: readonly number[]): number => shape.reduce((count, size) => count * size, 1);

function join(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((count, { length }) => count + length, 0));
  let from = 0;
  for (const part of parts) {
    whole.set(part, from);
    from += part.length;
  }
  return whole;
}
