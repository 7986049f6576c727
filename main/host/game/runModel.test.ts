import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { inRoot } from '../../../build/scripts/paths.mjs';
import { type ModelValue, type PolicyMetadata, policyMetadata } from '../../../protocol/policy';
import { makeLinearModel, makeSumModel } from '../../../tests/game/makeOnnx';
import { planInputs } from './planInputs';
import { type Asked, canBatch, type KnownModel, type LoadedModel, runModel } from './runModel';

/** onnxruntime in this process, and how often and with how many rows it was run. */
async function open(bytes: Uint8Array, metadata: PolicyMetadata): Promise<{ known: KnownModel; runs: number[] }> {
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1 });
  const describeValue = (value: InferenceSession.ValueMetadata): ModelValue =>
    value.isTensor
      ? { name: value.name, type: value.type, shape: value.shape }
      : { name: value.name, type: 'no tensor', shape: [] };
  const runs: number[] = [];
  const model: LoadedModel = {
    inputs: session.inputMetadata.map(describeValue),
    outputs: session.outputMetadata.map(describeValue),
    async run(inputs, names) {
      runs.push(inputs[0]?.shape[0] ?? 0);
      const feeds = inputs.map(({ name, shape, values }) => [name, new Tensor('float32', values, shape)] as const);
      const results = await session.run(Object.fromEntries(feeds), names);
      return names.map((name) => {
        const data = results[name]?.data;
        if (!(data instanceof Float32Array)) throw new Error(`no numbers for ${name}`);
        return data;
      });
    },
  };
  const plan = planInputs(model.inputs, model.outputs, metadata);
  if (typeof plan === 'string') throw new Error(plan);
  return { known: { model, metadata, plan }, runs };
}
const describeModel = (bytes: Uint8Array, size: number): PolicyMetadata => ({
  name: 'm',
  kind: 'onnx',
  sha256: createHash('sha256').update(bytes).digest('hex'),
  input: { name: 'obs', shape: [null, size], dtype: 'float32' },
  output: { name: 'logits', shape: [null, size] },
  actionHead: 'argmax',
});

describe.each([
  ['volley', 'partner'],
  ['kitchen', 'partner'],
  ['mountain_car', 'driver'],
  ['public_goods', 'giver'],
  ['blank', 'partner'],
])('the model of %s', (study, policy) => {
  test('answers in a batch of 16 as it does by itself, to 1e-5', async () => {
    const file = (ending: string) => readFileSync(inRoot(`environments/${study}/policies/${policy}.${ending}`));
    const { known } = await open(file('onnx'), policyMetadata.parse(JSON.parse(file('json').toString())));
    expect(await canBatch(known)).toBe(true);
    const size = known.metadata.input.shape.reduce<number>((all, one) => all * (typeof one === 'number' ? one : 1), 1);
    const asked = Array.from(
      { length: 16 },
      (_, row): Asked => ({
        values: Float32Array.from({ length: size }, (__, index) => Math.sin(row * 31 + index * 3)),
        state: new Map(),
      }),
    );
    const together = await runModel(known, asked);
    for (const [row, one] of asked.entries()) {
      const [alone] = await runModel(known, [one]);
      for (const [index, value] of (alone?.output ?? []).entries())
        expect(Math.abs((together[row]?.output[index] ?? Number.NaN) - value)).toBeLessThanOrEqual(
          1e-5 * Math.max(1, Math.abs(value)),
        );
    }
  });
});

test('a model for one row only, or whose first size is no batch, is not batched', async () => {
  const one = makeSumModel(2, { batch: 1 });
  expect(await canBatch((await open(one, describeModel(one, 2))).known)).toBe(false);
  const many = makeLinearModel([
    [1, 0],
    [0, 1],
  ]);
  const { known, runs } = await open(many, describeModel(many, 2));
  expect(await canBatch(known)).toBe(true);
  expect(runs[0]).toBe(3);
  // Rows that depend on one another.
  const mixing: KnownModel = {
    ...known,
    model: {
      ...known.model,
      async run(inputs, names) {
        const [flat = []] = await known.model.run(inputs, names);
        const sum = Array.from(flat, Number).reduce((all, value) => all + value, 0);
        return [Array.from(flat, (value) => Number(value) + sum)];
      },
    },
  };
  expect(await canBatch(mixing)).toBe(false);
});
