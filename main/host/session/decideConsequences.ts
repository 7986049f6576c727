import { addFact, type Draft, type Fact } from './Draft';
import { assignRoles } from './assignRoles';
import { nextAssignment } from './decideTreatment';
import { deriveSeed } from './deriveSeed';
import { drawCompletionCode } from './drawCompletionCode';
import { gamePools } from './matchGame';
import { lobbyPools } from './matchLobby';
import { deadlineOf, matchPool, seatIndexOf, type Pool, type Present } from './matchPools';
import { nextHandBack, nextTakeOver } from './nextTakeOver';
import { sessionMsAt } from './playTime';
import type { SessionState } from './SessionState';
import { nextSceneIndex, treatedRooms, type TreatedRoom } from './treatedRoom';
import { treatmentOf } from './treatmentOf';

/**
 * Everything that now follows of itself: people go on to their next scene, groups and games form whose members are there or
 * whose wait is over, policies take over for people who are gone, until they are back. A paused session lets people go on and
 * come back, so that nothing they hand in is lost, but forms nothing and takes nothing over; in the lobby and after its end
 * nothing follows.
 */
export const decideConsequences = (draft: Draft): Draft => {
  let so = draft;
  for (;;) {
    const fact = nextFact(so);
    if (!fact) return so;
    so = addFact(so, fact);
  }
};

const nextFact = (draft: Draft): Fact | null => {
  const { phase } = draft.state.phase;
  if (phase === 'lobby' || phase === 'ended') return null;
  const { state, context } = draft;
  const now = nextAssignment(state) ?? nextStep(draft) ?? nextHandBack(state);
  return now ?? (phase === 'running' ? (nextTakeOver(state, context.atMs) ?? nextMatch(state, context.atMs)) : null);
};

/** The next move of one participant. */
const nextStep = ({ state, context }: Draft): Fact | null => {
  for (const one of state.participants) {
    const { participant, place } = one;
    if (place.at === 'door' || place.at === 'between') {
      const index = nextSceneIndex(
        state.study,
        treatmentOf(state, participant),
        place.at === 'door' ? 0 : place.index + 1,
      );
      const scene = state.study.scenes[index];
      if (!scene) return { type: 'participantFinished', participant, completionCode: null };
      return { type: 'sceneEntered', participant, index, scene: scene.id };
    }
    if (place.at !== 'scene') continue;
    const scene = state.study.scenes[place.index];
    if (scene?.kind === 'end') {
      const completionCode = scene.completionCode ? drawCompletionCode(state, context.draw) : null;
      return { type: 'participantFinished', participant, completionCode };
    }
    if (
      scene?.kind === 'lobby' &&
      state.groups.some((group) => group.scene === scene.id && group.members.includes(participant))
    )
      return { type: 'sceneLeft', participant, scene: scene.id, reason: 'done' };
    if (scene?.kind === 'game' && hasFinishedGame(state, scene.id, participant))
      return { type: 'sceneLeft', participant, scene: scene.id, reason: 'gameOver' };
  }
  return null;
};

const hasFinishedGame = (state: SessionState, scene: string, participant: string): boolean =>
  state.games.some(
    (game) =>
      game.scene === scene &&
      game.outcome.phase === 'finished' &&
      Object.values(game.members).some((member) => 'participant' in member && member.participant === participant),
  );

/** The next group or game that forms. */
const nextMatch = (state: SessionState, atMs: number): Fact | null => {
  // Compared in session time, as nextTimerMs tells it: in play time, rounding could make the timer fire a hair too early.
  const due = (pool: Pool) => bySeat(state, matchPool(pool, atMs >= sessionMsAt(state, deadlineOf(pool))));
  const rooms = treatedRooms(state);
  for (const { room, treatment, index, scene } of rooms.flatMap(stepsOf)) {
    if (scene.kind === 'lobby') {
      for (const pool of lobbyPools(room, index, scene)) {
        const members = due(pool);
        if (members.length === 0) continue;
        const group = `${scene.id}.${members.map((one) => one.seat).join('+')}`;
        return { type: 'groupFormed', group, scene: scene.id, members: members.map((one) => one.participant) };
      }
    }
    if (scene.kind === 'game') {
      for (const pool of gamePools(room, index, scene)) {
        const humans = due(pool);
        if (humans.length === 0) continue;
        const members = assignRoles(
          scene,
          humans.map((one) => one.participant),
        );
        if (!members) continue;
        const game = `${scene.id}.${humans.map((one) => one.seat).join('+')}`;
        const seed = deriveSeed(state.seed, game);
        const treated = treatment === null ? {} : { treatment };
        return { type: 'gameFormed', game, scene: scene.id, group: pool.group, ...treated, members, seed };
      }
    }
  }
  return null;
};

const stepsOf = ({ state: room, treatment, scenes }: TreatedRoom) =>
  scenes.map(({ index, scene }) => ({ room, treatment, index, scene }));

const bySeat = (state: SessionState, present: readonly Present[]): Present[] =>
  [...present].sort((a, b) => seatIndexOf(state, a.participant) - seatIndexOf(state, b.participant));
