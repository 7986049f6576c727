import type { AuthorError } from '../../../protocol/environment';
import type { PolicySpec } from '../../../protocol/study';
import { BotFault, type Bots } from './Bots';
import { createModelMind, type MindSeat } from './createModelMind';
import { createPythonMind } from './createPythonMind';
import type { Mind } from './Mind';
import { RunnerFault, type RunnerPool } from './RunnerPool';

/** Policies that look at what their agent observes, and may take longer than a tick. */
export type ThinkingPolicy = Extract<PolicySpec, { kind: 'onnx' | 'python' }>;

export const thinks = (policy: PolicySpec): policy is ThinkingPolicy =>
  policy.kind === 'onnx' || policy.kind === 'python';

/** Why a policy cannot be used, or has given no answer, with the place to look at: the author's line where it is known, else its file. */
export function describePolicyFault(policy: ThinkingPolicy, cause: unknown): AuthorError {
  const told = cause instanceof RunnerFault || cause instanceof BotFault ? cause.error : null;
  const file = policy.kind === 'onnx' ? policy.model : policy.file;
  return {
    ...(told ?? { kind: 'contract', file, line: null }),
    message: cause instanceof Error ? cause.message : String(cause),
  };
}

/** `log`: what a policy in Python prints, and what goes wrong in it. */
export function createMind(
  deps: { pool: RunnerPool; bots: Bots; log(text: string): void },
  policy: ThinkingPolicy,
  seat: MindSeat,
): Mind {
  return policy.kind === 'onnx' ? createModelMind(deps.bots, policy, seat) : createPythonMind(deps, policy, seat);
}
