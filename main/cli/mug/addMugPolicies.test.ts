import { describe, expect, test } from 'vitest';
import { addMugPolicies } from './addMugPolicies';
import type { FoundModel, MugModel } from './makeModelMetadata';
import { newDraft } from './MugDraft';

const found: FoundModel = {
  sha256: 'a'.repeat(64),
  inputs: [
    { name: 'obs', type: 'float32', shape: ['', 4] },
    { name: 'h_in', type: 'float32', shape: [1, 8] },
    { name: 'seq_lens', type: 'float32', shape: [1] },
  ],
  outputs: [
    { name: 'logits', type: 'float32', shape: [-1, 6] },
    { name: 'h_out', type: 'float32', shape: [1, 8] },
  ],
};

/** What becomes of one agent's policy. */
function add(policy: unknown, model: FoundModel | string | null = found, more: Record<string, unknown> = {}) {
  const draft = newDraft(new Map(model === null ? [] : [['models/p.onnx', model]]));
  const lost: string[] = [];
  const node = { type: 'GymScene', calls: { policies: { policy_mapping: { '1': policy }, frame_skip: 1, ...more } } };
  const roles = addMugPolicies(draft, node, { defaultAction: 0, actions: [0, 1, 1] }, (what) => lost.push(what));
  return { role: roles['1'], policies: draft.policies, written: draft.written, copied: draft.copied, lost };
}
const config = (changed: Partial<MugModel> = {}) => ({
  model: { onnx_path: 'models/p.onnx', obs_input: 'obs', logit_output: 'logits', ...changed },
});
const random = { kind: 'random', actions: [0, 1] };

test('people and chance are what they are', () => {
  expect(add('human')).toMatchObject({ role: 'human', policies: {}, lost: [] });
  expect(add('random')).toMatchObject({ role: 'random', policies: { random }, lost: [] });
});

describe('a model', () => {
  test('is described by what the script says and by what is in its file', () => {
    const said = {
      state_inputs: ['h_in'],
      state_outputs: ['h_out'],
      fixed_inputs: { seq_lens: 1 },
    };
    const { role, policies, written, copied, lost } = add(config(said));
    expect({ role, lost }).toEqual({ role: 'p', lost: [] });
    expect(policies).toEqual({
      p: { kind: 'onnx', model: 'policies/p.onnx', metadata: 'policies/p.json', fallback: 0, everyTicks: 1 },
    });
    expect(copied.get('policies/p.onnx')).toBe('models/p.onnx');
    expect(JSON.parse(written.get('policies/p.json') ?? '')).toEqual({
      name: 'p',
      kind: 'onnx',
      sha256: 'a'.repeat(64),
      input: { name: 'obs', shape: [null, 4], dtype: 'float32' },
      output: { name: 'logits', shape: [null, 6] },
      state: [{ input: 'h_in', output: 'h_out' }],
      fixed: { seq_lens: [1] },
      actionHead: 'softmax',
    });
  });

  test('may be named by its path alone; its input and output are then those that MUG guesses', () => {
    expect(add('models/p.onnx')).toMatchObject({ role: 'p', lost: [] });
  });

  test('that decides in every fourth step goes on with its action, which is told', () => {
    const { policies, lost } = add(config(), found, { frame_skip: undefined });
    expect(policies).toMatchObject({ p: { everyTicks: 4 } });
    expect(lost).toMatchObject([expect.stringMatching(/frame_skip=4/)]);
  });

  test.each([
    ['that is not there', config(), null, /models\/p\.onnx was not found beside the script → copy it to policies/],
    ['that is none', config(), 'is no ONNX model (bad magic)', /is no ONNX model \(bad magic\)/],
    ['without such an input', config({ obs_input: 'x' }), found, /its input x is not among obs, h_in, seq_lens/],
    ['without such an output', config({ logit_output: 'y' }), found, /its output y is not among logits, h_out/],
    ['asked by JavaScript', config({ custom_inference_fn: 'return 1' }), found, /custom_inference_fn/],
  ])('%s plays at random, and is told', (_, policy, model, words) => {
    const { role, policies, written, copied, lost } = add(policy, model);
    expect({ role, policies }).toEqual({ role: 'random', policies: { random } });
    expect(written.size + copied.size).toBe(0);
    expect(lost).toMatchObject([expect.stringMatching(words)]);
    expect(lost[0]).toContain('until then it plays at random');
  });
});

test('what cannot be a policy here plays at random, and is told with what to write', () => {
  expect(add({ python: 'Chaser', file: 'chaser.py' }).lost).toMatchObject([
    expect.stringMatching(
      /the policy Chaser asks for the environment itself.*write a class with act\(self, observation\)/,
    ),
  ]);
  expect(add(3).lost).toMatchObject([expect.stringMatching(/the policy 3 → export it to ONNX/)]);
});
