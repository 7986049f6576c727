import type { AuthorError } from '../../../protocol/environment';
import type { PolicySpec } from '../../../protocol/study';
import type { Bots } from './Bots';
import { countInputs } from './checkModelShapes';
import { decideBotAction } from './decideBotAction';
import { flattenObservation } from './flattenObservation';
import type { StudySource } from './GameSpec';

/** Which agent a policy is to act for, and what that agent observes. */
export type PolicyRole = { agent: string; observation: unknown };

/**
 * Loads a policy's model and asks it once for each of its roles (or, without roles, about zeros). null when every answer is an
 * action; else what is wrong, naming the model's file. Policies without a model are always fine.
 */
export async function tryPolicy(
  bots: Bots,
  study: StudySource,
  name: string,
  policy: PolicySpec,
  roles: readonly PolicyRole[],
): Promise<AuthorError | null> {
  if (policy.kind !== 'onnx') return null;
  const { model, metadata } = policy;
  const problem = (message: string): AuthorError => ({
    kind: 'contract',
    message: `policy ${name}: ${message}`,
    file: model,
    line: null,
  });
  const policyId = `${study.id}/${name}`;
  try {
    await bots.load(policyId, await study.readFile(model), metadata);
    const zeros = { agent: '', observation: Array.from({ length: countInputs(metadata) }, () => 0) };
    for (const { agent, observation } of roles.length === 0 ? [zeros] : roles) {
      const flat = flattenObservation(observation);
      if (flat === null)
        return problem(`what ${agent} observes is no list of finite numbers, which is all that a model can read`);
      const { output } = await bots.infer(policyId, flat);
      if (!decideBotAction(output, metadata, agent, 0).ok)
        return problem(`its answer for ${agent} (${output.length} numbers) means no action`);
    }
    return null;
  } catch (cause) {
    if (cause instanceof Error) return problem(cause.message);
    throw cause;
  }
}
