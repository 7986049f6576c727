import type { Action, Outcome } from '../../../protocol/environment';
import { listActing, readTurn } from './readTurn';

/** Which agent a policy is to act for, what that agent observes, and what it may do where something is forbidden. */
export type PolicyRole = { agent: string; observation: unknown; allowed?: readonly Action[] };

/** What policies would be asked at a moment of play: for those of these agents who are to act and observe something. */
export function listRoles(agents: readonly string[], seen: Pick<Outcome, 'obs' | 'waits' | 'allowed'>): PolicyRole[] {
  const turn = readTurn(seen);
  return [...listActing(turn, new Set(agents))].flatMap((agent) => {
    const [observation, allowed] = [seen.obs[agent], turn.allowed[agent]];
    return observation === undefined ? [] : [{ agent, observation, ...(allowed && { allowed }) }];
  });
}
