import type { PolicySpec } from '../../../protocol/study';
import type { Bots } from './Bots';
import { createModelMind, type MindSeat } from './createModelMind';
import { createPythonMind } from './createPythonMind';
import type { Mind } from './Mind';
import type { RunnerPool } from './RunnerPool';

/** Policies that look at what their agent observes, and may take longer than a tick. */
type ThinkingPolicy = Extract<PolicySpec, { kind: 'onnx' | 'python' }>;

export const thinks = (policy: PolicySpec): policy is ThinkingPolicy =>
  policy.kind === 'onnx' || policy.kind === 'python';

/** `log`: what a policy in Python prints, and what goes wrong in it. */
export function createMind(
  deps: { pool: RunnerPool; bots: Bots; log(text: string): void },
  policy: ThinkingPolicy,
  seat: MindSeat,
): Mind {
  return policy.kind === 'onnx' ? createModelMind(deps.bots, policy, seat) : createPythonMind(deps, policy, seat);
}
