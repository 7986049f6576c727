import type { GameScene } from '../../../protocol/gameScene';

/** Of a scene as it is written or as it was read in: who may act for an agent. */
type Casting = {
  roles: Record<string, string>;
  fill?: string | null | undefined;
  missingAction: Record<string, string>;
  takeOver: { policies: Record<string, string> } | null;
};

/** Agent of a human → the policy that may take over. */
export const takeOverPolicies = ({ roles, takeOver }: GameScene): Record<string, string> => {
  if (takeOver === undefined) return {};
  const { policy } = takeOver;
  if (typeof policy !== 'string') return policy;
  const humans = Object.keys(roles).filter((agent) => roles[agent] === 'human');
  return Object.fromEntries(humans.map((agent) => [agent, policy]));
};

/** The agents of a scene that a policy may act for: as its role, or in place of a human who is not there, gives no action, or is gone. */
export const agentsOfPolicy = (policy: string, { roles, fill, missingAction, takeOver }: Casting): string[] =>
  Object.entries(roles)
    .filter(
      ([agent, role]) =>
        role === policy ||
        (role === 'human' && [fill, missingAction[agent], takeOver?.policies[agent]].includes(policy)),
    )
    .map(([agent]) => agent);
