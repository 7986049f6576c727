import { isPresent, mayCome, type Pool } from './matchPools';
import type { ParticipantState, SceneOf, SessionState } from './SessionState';

/**
 * The pools of a lobby. By 'seats' each run of `groupSize` seats is a pool of its own, so who plays with whom does not depend
 * on who is fast. By 'arrival' all are one pool, first come first. Seats that are not taken yet count as awaited until the
 * first group of the pool has formed: somebody may still sit down.
 */
export const lobbyPools = (state: SessionState, index: number, scene: SceneOf<'lobby'>): Pool[] => {
  const { groupSize, waitMs } = scene;
  const grouped = new Set(state.groups.filter((group) => group.scene === scene.id).flatMap((group) => group.members));
  const poolOf = (members: readonly ParticipantState[], room: number): Pool => {
    const candidates = members.filter((one) => !grouped.has(one.participant) && mayCome(one.place, index));
    const present = candidates.filter((one) => isPresent(one, index));
    const untaken = members.some((one) => grouped.has(one.participant)) ? 0 : Math.max(0, room - members.length);
    return { present, awaited: candidates.length - present.length + untaken, size: groupSize, waitMs };
  };
  if (scene.matching === 'arrival') {
    const pool = poolOf(state.participants, state.study.seats.max);
    return [{ ...pool, present: [...pool.present].sort((a, b) => a.place.rank - b.place.rank) }];
  }
  const pools: Pool[] = [];
  for (let from = 0; from < state.participants.length; from += groupSize) {
    const members = state.participants.slice(from, from + groupSize);
    pools.push(poolOf(members, Math.min(groupSize, state.study.seats.max - from)));
  }
  return pools;
};
