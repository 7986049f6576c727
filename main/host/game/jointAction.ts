import type { Action, JointAction } from '../../../protocol/environment';
import type { LateAnswer, PolicyDecision } from '../../../protocol/journal';
import type { MemoryNote } from '../../../protocol/policy';

/**
 * What acts for an agent in one tick: a human's keys, or a policy with what it has answered by now. `inPlaceOf`: the participant
 * for whom a policy has taken over.
 */
export type AgentMove = { inPlaceOf?: string } & (
  | { by: 'human'; action: Action }
  /** random and noop: nothing was asked. */
  | { by: 'policy'; policy: string; action: Action }
  | {
      by: 'mind';
      policy: string;
      answer: MindAnswer;
      lateAnswers: readonly LateAnswer[];
      fallback: Action;
      memory?: MemoryNote;
    }
);

export type MindAnswer =
  | { state: 'answered'; action: Action; latencyMs: number }
  /** `waitedMs`: how long it has had by now; null when it was not asked. */
  | { state: 'pending'; waitedMs: number | null }
  | { state: 'invalid' | 'failed'; latencyMs: number | null };

export type JointDecision = { actions: JointAction; policies: Record<string, PolicyDecision> };

/** The joint action of a tick. A mind that has not answered, or not usably, does not hold it up: its fallback plays and the record says so. */
export function decideJointAction(moves: Record<string, AgentMove>): JointDecision {
  const actions: JointAction = {};
  const policies: JointDecision['policies'] = {};
  for (const [agent, move] of Object.entries(moves)) {
    if (move.by === 'mind') {
      const { answer, policy, lateAnswers } = move;
      actions[agent] = answer.state === 'answered' ? answer.action : move.fallback;
      policies[agent] = {
        policy,
        ...inPlaceOf(move),
        latencyMs: answer.state === 'pending' ? null : answer.latencyMs,
        fallback: fallbackOf(answer),
        ...(answer.state === 'pending' && answer.waitedMs !== null && { waitedMs: answer.waitedMs }),
        ...(move.memory !== undefined && { memory: move.memory }),
        ...(lateAnswers.length > 0 && { lateAnswers: [...lateAnswers] }),
      };
    } else {
      actions[agent] = move.action;
      if (move.by === 'policy')
        policies[agent] = { policy: move.policy, ...inPlaceOf(move), latencyMs: null, fallback: null };
    }
  }
  return { actions, policies };
}

const inPlaceOf = ({ inPlaceOf: participant }: AgentMove): Pick<PolicyDecision, 'inPlaceOf'> =>
  participant === undefined ? {} : { inPlaceOf: participant };

function fallbackOf(answer: MindAnswer): PolicyDecision['fallback'] {
  if (answer.state === 'answered') return null;
  return answer.state === 'pending' ? 'late' : answer.state;
}
