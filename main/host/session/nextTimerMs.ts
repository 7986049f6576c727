import { assignRoles } from './assignRoles';
import { gamePools } from './matchGame';
import { lobbyPools } from './matchLobby';
import { deadlineOf, type Pool } from './matchPools';
import { takeOverTimesMs } from './nextTakeOver';
import { sessionMsAt } from './playTime';
import type { SessionState } from './SessionState';

/** Session time at which `passTime` will next have something to decide; null when only a command can change anything. */
export const nextTimerMs = (state: SessionState): number | null => {
  if (state.phase.phase !== 'running') return null;
  const deadlinesMs = waitingPools(state).map((pool) => sessionMsAt(state, deadlineOf(pool)));
  const nextMs = Math.min(...deadlinesMs, ...takeOverTimesMs(state));
  return Number.isFinite(nextMs) ? nextMs : null;
};

const waitingPools = (state: SessionState): Pool[] =>
  state.study.scenes.flatMap((scene, index) => {
    if (scene.kind === 'lobby') return lobbyPools(state, index, scene);
    if (scene.kind !== 'game') return [];
    return gamePools(state, index, scene).filter(
      (pool) =>
        assignRoles(
          scene,
          pool.present.map((one) => one.participant),
        ) !== null,
    );
  });
