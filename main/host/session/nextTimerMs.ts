import { assignRoles } from './assignRoles';
import { gamePools } from './matchGame';
import { lobbyPools } from './matchLobby';
import { deadlineOf, type Pool } from './matchPools';
import { takeOverTimesMs } from './nextTakeOver';
import { sessionMsAt } from './playTime';
import type { SessionState } from './SessionState';
import { treatedRooms } from './treatedRoom';

/** Session time at which `passTime` will next have something to decide; null when only a command can change anything. */
export const nextTimerMs = (state: SessionState): number | null => {
  if (state.phase.phase !== 'running') return null;
  const deadlinesMs = waitingPools(state).map((pool) => sessionMsAt(state, deadlineOf(pool)));
  const nextMs = Math.min(...deadlinesMs, ...takeOverTimesMs(state));
  return Number.isFinite(nextMs) ? nextMs : null;
};

const waitingPools = (state: SessionState): Pool[] =>
  treatedRooms(state).flatMap(({ state: room, scenes }) =>
    scenes.flatMap(({ index, scene }) => {
      if (scene.kind === 'lobby') return lobbyPools(room, index, scene);
      if (scene.kind !== 'game') return [];
      return gamePools(room, index, scene).filter(
        (pool) =>
          assignRoles(
            scene,
            pool.present.map((one) => one.participant),
          ) !== null,
      );
    }),
  );
