import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PolicyMetadata } from '../../../protocol/policy';
import type { Helper, Helpers } from '../../../protocol/process';
import { type BuiltWorkers, buildWorkers } from '../../../tests/game/buildWorkers';
import { makeLinearModel, makeLogModel, makeLoopModel, makeSumModel } from '../../../tests/game/makeOnnx';
import type { Bots } from './Bots';
import { createBots } from './createBots.node';
import { createNodeHelpers } from './createNodeHelpers.node';

let workers: BuiltWorkers;
let helpers: ReturnType<typeof createNodeHelpers>;
let started: Helper[];
let bots: Bots;

beforeAll(async () => {
  workers = await buildWorkers();
  helpers = createNodeHelpers(workers);
});
afterAll(() => {
  helpers.close();
  workers.remove();
});
beforeEach(() => {
  started = [];
  const watched: Helpers = {
    snapshotFile: null,
    start: async (kind) => {
      const helper = await helpers.start(kind);
      started.push(helper);
      return helper;
    },
  };
  bots = createBots(watched);
});
afterEach(() => bots.close());

const describeModel = (bytes: Uint8Array, inputs: number, outputs: number): PolicyMetadata => ({
  name: 'test',
  kind: 'onnx',
  sha256: createHash('sha256').update(bytes).digest('hex'),
  input: { name: 'obs', shape: ['batch', inputs], dtype: 'float32' },
  output: { name: 'logits', shape: ['batch', outputs] },
  actionHead: 'argmax',
});
const linear = makeLinearModel([
  [1, 0, 2],
  [0, 1, 2],
]);

describe('a model that fits', () => {
  test('answers', async () => {
    await bots.load('p', linear, describeModel(linear, 2, 3));
    const { output, inferMs } = await bots.infer('p', [3, 4]);
    expect(output).toEqual([3, 4, 14]);
    expect(inferMs).toBeGreaterThanOrEqual(0);
  });

  test('without batches is asked one by one: many at once get what each gets by itself, to the last digit', async () => {
    const one = createBots(helpers, { batches: false });
    try {
      const folder = 'environments/kitchen/policies';
      const metadata = JSON.parse(readFileSync(`${folder}/partner.json`, 'utf8')) as PolicyMetadata;
      await one.load('p', new Uint8Array(readFileSync(`${folder}/partner.onnx`)), metadata);
      const inputs = metadata.input.shape.reduce<number>((sum, size) => sum * (typeof size === 'number' ? size : 1), 1);
      const asked = Array.from({ length: 16 }, (_, row) =>
        Array.from({ length: inputs }, (_none, index) => Math.sin(row * inputs + index)),
      );
      const together = await Promise.all(asked.map((obs) => one.infer('p', obs)));
      for (const [row, obs] of asked.entries())
        expect((await one.infer('p', obs)).output).toEqual(together[row]?.output);
    } finally {
      await one.close();
    }
  });

  test('answers again after its process was killed', async () => {
    await bots.load('p', linear, describeModel(linear, 2, 3));
    started[0]?.kill();
    await started[0]?.died;
    expect(await bots.infer('p', [1, 1])).toMatchObject({ output: [1, 1, 4] });
    expect(started).toHaveLength(2);
  });
});

describe('a model that does not fit', () => {
  const metadata = describeModel(linear, 2, 3);
  test.each<[string, Partial<PolicyMetadata>, RegExp]>([
    ['another hash', { sha256: 'f'.repeat(64) }, new RegExp(`${metadata.sha256.slice(0, 12)}.*ffffffffffff…`)],
    [
      'another input size',
      { input: { ...metadata.input, shape: ['batch', 12] } },
      /\[batch, 2\] in the model and \[batch, 12\] in the metadata/,
    ],
    [
      'another output size',
      { output: { name: 'logits', shape: ['batch', 6] } },
      /\[batch, 3\] in the model and \[batch, 6\] in the metadata/,
    ],
    [
      'another rank',
      { input: { ...metadata.input, shape: [2] } },
      /\[batch, 2\] in the model and \[2\] in the metadata/,
    ],
    [
      'an input of another name',
      { input: { ...metadata.input, name: 'state' } },
      /names the input state; the model's inputs are: obs/,
    ],
  ])('is refused: %s', async (_, wrong, words) => {
    await expect(bots.load('p', linear, { ...metadata, ...wrong })).rejects.toThrow(words);
  });

  test('is refused: not a model at all', async () => {
    const bytes = new TextEncoder().encode('version https://git-lfs.github.com/spec/v1');
    await expect(bots.load('p', bytes, describeModel(bytes, 2, 3))).rejects.toThrow();
  });

  test('is refused an observation of another length, with both lengths', async () => {
    await bots.load('p', linear, metadata);
    await expect(bots.infer('p', [1, 2, 3])).rejects.toThrow(/takes 2 numbers .*observes 3/);
  });
});

describe('a recurrent model', () => {
  const sums = makeSumModel(2);
  const metadata = describeModel(sums, 2, 2);
  const ask = async (obs: number[], key: string, begins = false) => {
    const { output, memory } = await bots.infer('sums', obs, { key, begins });
    return { output, memory };
  };

  test('is given its state again, each agent its own, and begins with zeros', async () => {
    await bots.load('sums', sums, metadata);
    expect(await ask([1, 2], 'a', true)).toEqual({ output: [1, 2], memory: 'begun' });
    expect(await ask([5, 5], 'b', true)).toEqual({ output: [5, 5], memory: 'begun' });
    expect(await ask([1, 2], 'a')).toEqual({ output: [2, 4], memory: undefined });
    expect(await ask([1, 2], 'a')).toEqual({ output: [3, 6], memory: undefined });
    expect(await ask([1, 1], 'b')).toEqual({ output: [6, 6], memory: undefined });
    expect(await ask([1, 2], 'a', true)).toEqual({ output: [1, 2], memory: 'begun' });
  });

  test('is one for many agents at once, each with its own state', async () => {
    await bots.load('sums', sums, metadata);
    const keys = Array.from({ length: 20 }, (_, index) => `agent${index}`);
    for (const round of [1, 2, 3]) {
      const replies = await Promise.all(keys.map((key, index) => ask([index, 1], key, round === 1)));
      expect(replies.map(({ output }) => output)).toEqual(keys.map((_, index) => [round * index, round]));
    }
  });

  test('keeps nothing of what is tried', async () => {
    await bots.load('sums', sums, metadata);
    expect((await bots.infer('sums', [1, 2])).output).toEqual([1, 2]);
    expect((await bots.infer('sums', [1, 2])).output).toEqual([1, 2]);
  });

  test('says that its state was lost with the process', async () => {
    await bots.load('sums', sums, metadata);
    await ask([1, 2], 'a', true);
    started[0]?.kill();
    await started[0]?.died;
    expect(await ask([1, 2], 'a')).toEqual({ output: [1, 2], memory: 'lost' });
    expect(await ask([1, 2], 'a')).toEqual({ output: [2, 4], memory: undefined });
  });

  test('goes on from the state before what was no number', async () => {
    await bots.load('sums', sums, metadata);
    await ask([3e38, 1], 'a', true);
    await expect(ask([3e38, 1], 'a')).rejects.toMatchObject({ reason: 'invalid' });
    expect((await ask([-3e38, 1], 'a')).output).toEqual([0, 2]);
  });

  test('may have its state named, and other inputs fixed', async () => {
    const two = makeSumModel(2, { other: true });
    const named = { ...describeModel(two, 2, 2), state: [{ input: 'h_in', output: 'h_out' }], fixed: { c_in: [0, 0] } };
    await bots.load('sums', two, named);
    await ask([1, 2], 'a', true);
    expect((await ask([1, 2], 'a')).output).toEqual([2, 4]);
  });

  test.each<[string, Uint8Array, Partial<PolicyMetadata>, RegExp]>([
    [
      'two states that shapes do not tell apart',
      makeSumModel(2, { other: true }),
      {},
      /also takes h_in \(float32 \[batch, 2\]\), c_in .* name its state, "state"/,
    ],
    ['a state input that is not there', sums, { state: [{ input: 'h', output: 'h_out' }] }, /state input h; .*: h_in/],
    [
      'a state output that is not there',
      sums,
      { state: [{ input: 'h_in', output: 'h' }] },
      /state output h; .*: h_out/,
    ],
    [
      'a fixed input of another length',
      sums,
      { fixed: { h_in: [1, 2, 3] } },
      /\[batch, 2\] in the model, .* with 3 numbers/,
    ],
    ['a fixed input that is not there', sums, { fixed: { seq: [1] } }, /fixes the input seq; .*: obs, h_in/],
  ])('is refused: %s', async (_, bytes, more, words) => {
    await expect(bots.load('sums', bytes, { ...describeModel(bytes, 2, 2), ...more })).rejects.toThrow(words);
  });
});

test('a model that answers NaN has given no answer', async () => {
  const bytes = makeLogModel(2);
  await bots.load('p', bytes, describeModel(bytes, 2, 2));
  await expect(bots.infer('p', [-1, 1])).rejects.toMatchObject({ reason: 'invalid' });
  expect((await bots.infer('p', [1, 1])).output).toEqual([0, 0]);
});

test('a model that hangs is ended, the others answer again, and it is given up when it hangs again', async () => {
  const loop = makeLoopModel();
  await bots.load('loop', loop, describeModel(loop, 1, 1));
  await bots.load('p', linear, describeModel(linear, 2, 3));
  for (const round of [1, 2]) {
    await expect(bots.infer('loop', [1])).rejects.toMatchObject({ reason: 'failed' });
    expect((await bots.infer('p', [round, 0])).output).toEqual([round, 0, 2 * round]);
  }
  await expect(bots.infer('loop', [1])).rejects.toThrow(/not run any more/);
});
