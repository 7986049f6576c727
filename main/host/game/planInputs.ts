import type { ModelValue, PolicyMetadata } from '../../../protocol/policy';
import { fixedSize, shapeText } from './checkModelShapes';

/** An input that is given in a run what an output told in the run before; zeros at first. `shape`: of one agent's. */
export type StatePair = { input: string; output: string; shape: number[] };
/** What a model is given beside the observation. */
export type InputPlan = { state: StatePair[]; fixed: { name: string; shape: number[]; values: number[] }[] };

/**
 * The inputs of a model beside its observation: those that the metadata fixes, and its state, as the metadata names it or, where
 * it does not, by the shapes of inputs and outputs. Else why it cannot be told, in words.
 */
export function planInputs(
  inputs: readonly ModelValue[],
  outputs: readonly ModelValue[],
  metadata: PolicyMetadata,
): InputPlan | string {
  const fixed = planFixed(inputs, metadata.fixed ?? {});
  if (typeof fixed === 'string') return fixed;
  const known = [metadata.input.name, ...fixed.map(({ name }) => name)];
  const open = inputs.filter(({ name }) => !known.includes(name));
  const told = outputs.filter(({ name }) => name !== metadata.output.name);
  const state = metadata.state === undefined ? pairByShape(open, told) : pairByName(open, told, metadata.state);
  return typeof state === 'string' ? state : { state, fixed };
}

function planFixed(inputs: readonly ModelValue[], given: Record<string, number[]>): InputPlan['fixed'] | string {
  const fixed: InputPlan['fixed'] = [];
  for (const [name, values] of Object.entries(given)) {
    const input = inputs.find((one) => one.name === name);
    if (input === undefined) return `the metadata fixes the input ${name}; the model's inputs are: ${namesOf(inputs)}`;
    if (input.type !== 'float32') return `the input ${name}, which the metadata fixes, is ${input.type}, not float32`;
    const shape = input.shape.map(fixedSize);
    if (countOf(shape) !== values.length)
      return `the input ${name} has the shape ${shapeText(input.shape)} in the model, the metadata fixes it with ${values.length} numbers`;
    fixed.push({ name, shape, values });
  }
  return fixed;
}

function pairByName(
  open: readonly ModelValue[],
  told: readonly ModelValue[],
  named: NonNullable<PolicyMetadata['state']>,
): StatePair[] | string {
  const state: StatePair[] = [];
  for (const { input, output } of named) {
    const into = open.find(({ name }) => name === input);
    const from = told.find(({ name }) => name === output);
    if (into === undefined)
      return `the metadata names the state input ${input}; the model's others are: ${namesOf(open)}`;
    if (from === undefined)
      return `the metadata names the state output ${output}; the model's others are: ${namesOf(told)}`;
    if (!isSame(into, from))
      return `the state input ${input} is ${kindOf(into)}, and the output ${output} that it is given is ${kindOf(from)}: expected float32 of one shape`;
    state.push({ input, output, shape: into.shape.map(fixedSize) });
  }
  const left = open.filter(({ name }) => !named.some(({ input }) => input === name));
  return left.length === 0 ? state : unknownInputs(left);
}

/** Clear where each input that is left fits one output, and no two the same. */
function pairByShape(open: readonly ModelValue[], told: readonly ModelValue[]): StatePair[] | string {
  const state: StatePair[] = [];
  for (const into of open) {
    const fitting = told.filter((from) => isSame(into, from));
    const [from] = fitting;
    if (from === undefined || fitting.length > 1 || state.some(({ output }) => output === from.name))
      return unknownInputs(open);
    state.push({ input: into.name, output: from.name, shape: into.shape.map(fixedSize) });
  }
  return state;
}

const unknownInputs = (inputs: readonly ModelValue[]): string =>
  `the model also takes ${inputs.map((one) => `${one.name} (${kindOf(one)})`).join(', ')}, and the metadata does not say what to give it: name its state, "state": [{"input": …, "output": …}], or fix it, "fixed": {"${inputs[0]?.name ?? ''}": […]}`;
const namesOf = (values: readonly ModelValue[]): string => values.map(({ name }) => name).join(', ') || 'none';
const kindOf = ({ type, shape }: ModelValue): string => `${type} ${shapeText(shape)}`;
const countOf = (shape: readonly number[]): number => shape.reduce((count, size) => count * size, 1);
const isSame = (one: ModelValue, other: ModelValue): boolean =>
  one.type === 'float32' &&
  other.type === 'float32' &&
  String(one.shape.map(fixedSize)) === String(other.shape.map(fixedSize));
