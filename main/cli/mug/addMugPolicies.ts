import { z } from 'zod';
import { makeModelMetadata, type MugModel, mugModel } from './makeModelMetadata';
import { keepNamed, type MugDraft, type PlainAction, policyMapping, told } from './MugDraft';
import type { MugNode } from './mugExperiment';

/** MUG's own, where the script says nothing: bots decide in every fourth step. */
const FRAME_SKIP = 4;
const python = z.object({ python: z.string() });

/** Who plays in a GymScene: agent → `human`, or the name of a policy, which is added to the study. */
export function addMugPolicies(
  draft: MugDraft,
  node: MugNode,
  { defaultAction, actions }: { defaultAction: PlainAction; actions: PlainAction[] },
  lose: (what: string) => void,
): Record<string, string> {
  const everyTicks = told(node, 'policies', 'frame_skip', z.number()) ?? FRAME_SKIP;
  const drawn = { kind: 'random', actions: [...new Set(actions)] };
  const roles: Record<string, string> = {};
  for (const [agent, policy] of Object.entries(policyMapping(node))) {
    const model = readModel(policy);
    if (policy === 'human') roles[agent] = 'human';
    else if (policy === 'random') roles[agent] = keepNamed(draft.policies, 'random', drawn);
    else {
      const added =
        model === null ? describeOther(policy) : addModel(draft, model, { fallback: defaultAction, everyTicks });
      roles[agent] = added.name ?? keepNamed(draft.policies, 'random', drawn);
      if (added.name === null) lose(`agent ${agent}: ${added.problem}; until then it plays at random`);
      else if (everyTicks > 1)
        lose(
          `agent ${agent}: between its decisions (frame_skip=${everyTicks}) it goes on with what it does, not with the default action`,
        );
    }
  }
  return roles;
}

/** What a ModelConfig says, or, as in older scripts, only where the model is. */
export function readModel(policy: unknown): (MugModel & { onnx_path: string }) | null {
  const read = z.object({ model: mugModel }).safeParse(policy);
  const path = read.success ? read.data.model.onnx_path : typeof policy === 'string' ? policy : null;
  return path?.endsWith('.onnx') ? { ...(read.success ? read.data.model : {}), onnx_path: path } : null;
}

type Added = { name: string } | { name: null; problem: string };

function addModel(
  draft: MugDraft,
  model: MugModel & { onnx_path: string },
  acting: { fallback: PlainAction; everyTicks: number },
): Added {
  const { onnx_path: path } = model;
  const stem = path.replace(/^.*[\\/]/, '').replace(/\.onnx$/, '');
  const found = draft.models.get(path) ?? 'was not found beside the script';
  const refuse = (why: string): Added => ({
    name: null,
    problem: `the model ${path} ${why} → copy it to policies/ and describe it, see Policies in the manual`,
  });
  if (typeof found === 'string') return refuse(found);
  if (model.custom_inference_fn) return refuse('is asked by a script of your own (custom_inference_fn)');
  const metadata = makeModelMetadata(stem, model, found);
  if (typeof metadata === 'string') return refuse(`cannot be described: ${metadata}`);
  const [file, description] = [`policies/${stem}.onnx`, `policies/${stem}.json`];
  draft.copied.set(file, path);
  draft.written.set(description, `${JSON.stringify(metadata, null, 2)}\n`);
  const policy = { kind: 'onnx', model: file, metadata: description, ...acting };
  return { name: keepNamed(draft.policies, stem, policy) };
}

function describeOther(policy: unknown): Added {
  const read = python.safeParse(policy);
  return {
    name: null,
    problem: read.success
      ? `the policy ${read.data.python} asks for the environment itself, which policies here do not see → write a class with act(self, observation), see Policies in the manual`
      : `the policy ${JSON.stringify(policy)} → export it to ONNX, or write a class with act(self, observation)`,
  };
}
