import type { Member } from '../../../protocol/event';
import { humanAgents } from './matchGame';
import type { SceneOf } from './SessionState';

/**
 * Who acts for which agent: the participants, in their order, take the human roles in the study's order; roles nobody is
 * there for go to the scene's fill policy. Null when somebody is missing and the scene names no fill.
 */
export const assignRoles = (scene: SceneOf<'game'>, participants: readonly string[]): Record<string, Member> | null => {
  const humans = humanAgents(scene);
  const members: Record<string, Member> = {};
  for (const [agent, role] of Object.entries(scene.roles)) {
    const participant = role === 'human' ? participants[humans.indexOf(agent)] : undefined;
    if (participant !== undefined) members[agent] = { participant };
    else if (role !== 'human') members[agent] = { policy: role };
    else if (scene.fill !== null) members[agent] = { policy: scene.fill };
    else return null;
  }
  return members;
};
