import type { Outcome } from '../../protocol/environment';
import type { Study } from '../../protocol/study';
import { listVariants } from '../../protocol/treatedStudy';
import type { Bots } from './game/Bots';
import { thinks } from './game/createMind';
import { describeAuthorError } from './game/describeAuthorError';
import type { StudySource } from './game/GameSpec';
import { listRoles } from './game/listRoles';
import { observeAtReset } from './game/observeAtReset';
import { RunnerFault, type RunnerPool } from './game/RunnerPool';
import { tryPolicy } from './game/tryPolicy';
import { agentsOfPolicy } from './study/agentsOfPolicy';

/** For the operator: what is wrong, and what to do about a session that plays a frozen copy of its study. */
export const describeUnable = (problems: readonly string[]): string =>
  [...problems, "End this session, put it right in the study's folder, and make a new session."].join('\n');

/**
 * Loads every model and every policy in Python that a study's games may need, and asks it about what its agents observe at the
 * start, so that nobody is seated before a partner that cannot play. Returns what is wrong, in words; nothing: they are warm.
 */
export async function rehearsePolicies(
  deps: { bots: Bots; pool: RunnerPool },
  source: StudySource,
  study: Study,
): Promise<string[]> {
  const observed = new Map<string, Outcome>();
  const asked = new Set<string>();
  const problems = new Set<string>();
  for (const { variant } of listVariants(study))
    for (const scene of variant.scenes) {
      const environment = scene.kind === 'game' ? variant.environments[scene.environment] : undefined;
      if (scene.kind !== 'game' || environment === undefined) continue;
      for (const [name, policy] of Object.entries(variant.policies)) {
        const agents = thinks(policy) ? agentsOfPolicy(name, scene) : [];
        if (agents.length === 0) continue;
        const key = JSON.stringify(environment);
        if (asked.has(`${name} ${agents.join()} ${key}`)) continue;
        asked.add(`${name} ${agents.join()} ${key}`);
        try {
          const first = observed.get(key) ?? (await observeAtReset(deps.pool, source, environment));
          observed.set(key, first);
          const problem = await tryPolicy(deps, source, name, policy, listRoles(agents, first));
          if (problem !== null) problems.add(describeAuthorError(problem, 'study.yaml'));
        } catch (cause) {
          if (!(cause instanceof RunnerFault)) throw cause;
          problems.add(describeAuthorError(cause.error, environment.file));
        }
      }
    }
  return [...problems];
}
