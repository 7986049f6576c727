import type { GameScene } from '../../../protocol/gameScene';

/** For each human agent of a scene that is told one: what acts where its action is missing. */
export const listMissing = ({ missingAction, roles }: GameScene): Record<string, string> => {
  if (typeof missingAction !== 'string') return missingAction;
  const humans = Object.entries(roles).filter(([, role]) => role === 'human');
  return Object.fromEntries(humans.map(([agent]) => [agent, missingAction]));
};
