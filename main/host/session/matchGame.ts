import { chunksOf, isPresent, mayCome, type Pool } from './matchPools';
import type { ParticipantState, SceneOf, SessionState } from './SessionState';

/** The agents that people play in this scene, in the order the study names them. */
export const humanAgents = (scene: SceneOf<'game'>): string[] =>
  Object.entries(scene.roles)
    .filter(([, role]) => role === 'human')
    .map(([agent]) => agent);

export type GamePool = Pool & { group: string | null };

/**
 * The pools of a game scene. With one human role everybody plays a game of their own; otherwise those of one group play
 * together, a group larger than the number of human roles in runs of that many, by seat.
 */
export const gamePools = (state: SessionState, index: number, scene: SceneOf<'game'>): GamePool[] => {
  const size = humanAgents(scene).length;
  if (size === 0) return [];
  const { waitMs } = scene;
  const playing = new Set(
    state.games
      .filter((game) => game.scene === scene.id)
      .flatMap((game) => Object.values(game.members))
      .flatMap((member) => ('participant' in member ? [member.participant] : [])),
  );
  const poolOf = (group: string | null, members: readonly ParticipantState[]): GamePool => {
    const candidates = members.filter((one) => !playing.has(one.participant) && mayCome(one.place, index));
    const present = candidates.filter((one) => isPresent(one, index));
    return { group, present, awaited: candidates.length - present.length, size, waitMs };
  };
  if (size === 1) return state.participants.map((one) => poolOf(one.group, [one]));
  const alone = state.participants.filter((one) => one.group === null).map((one) => poolOf(null, [one]));
  const together = state.groups.flatMap((group) => {
    const members = state.participants.filter((one) => one.group === group.group);
    return chunksOf(members, size).map((some) => poolOf(group.group, some));
  });
  return [...alone, ...together];
};
