import type { AuthorError } from '../../../protocol/environment';
import type { PolicySpec } from '../../../protocol/study';
import type { Bots } from './Bots';
import { countInputs } from './checkModelShapes';
import { createMind, describePolicyFault, thinks } from './createMind';
import type { StudySource } from './GameSpec';
import type { PolicyRole } from './listRoles';
import type { RunnerPool } from './RunnerPool';

const TRIAL_SEED = 1;

/**
 * Makes a policy ready and asks it once for each of its roles (a model without roles about zeros; a class without any is only made
 * ready). null when every answer is an action; else what is wrong, naming its file. Policies that are not asked are always fine.
 */
export async function tryPolicy(
  deps: { bots: Bots; pool: RunnerPool },
  study: StudySource,
  name: string,
  policy: PolicySpec,
  roles: readonly PolicyRole[],
): Promise<AuthorError | null> {
  if (!thinks(policy)) return null;
  for (const { agent, observation, allowed } of roles.length === 0 ? [roleWithout(policy)] : roles) {
    const mind = createMind({ ...deps, log: () => undefined }, policy, { study, name, agent, key: `trial/${agent}` });
    try {
      await mind.open();
      if (observation === undefined) continue;
      const question = { tick: 0, episodeSeed: TRIAL_SEED, observation, allowed, begins: true };
      const { decision } = await mind.decide(question);
      if (!decision.ok) throw new Error(`its answer for ${agent} means no action`);
    } catch (cause) {
      if (!(cause instanceof Error)) throw cause;
      const fault = describePolicyFault(policy, cause);
      return { ...fault, message: `policy ${name}: ${fault.message}` };
    } finally {
      mind.close();
    }
  }
  return null;
}

const roleWithout = (policy: PolicySpec): PolicyRole => ({
  agent: '',
  observation: policy.kind === 'onnx' ? Array.from({ length: countInputs(policy.metadata) }, () => 0) : undefined,
});
