import type { Scene, Study } from '../../../protocol/study';
import { isLeftOut, treatedStudy } from '../../../protocol/treatedStudy';
import type { SessionState } from './SessionState';
import { isForAll, treatmentOf } from './treatmentOf';

/** The session as those of one treatment have it. */
export type TreatedRoom = {
  treatment: string | null;
  /** With their study, and of the participants only them: the seats of others are not there. */
  state: SessionState;
  /** The scenes they come to, each with its index in the study. */
  scenes: readonly { index: number; scene: Scene }[];
};

/**
 * The room of those of this treatment; with null, of those who have none yet. Where a lobby gives treatments to groups, that is
 * everybody: what comes before is one and the same for all, and so is who meets whom there.
 */
export const treatedRoom = (state: SessionState, treatment: string | null): TreatedRoom => {
  const study = treatedStudy(state.study, treatment);
  const scenes = study.scenes
    .map((scene, index) => ({ scene, index }))
    .filter(({ scene }) => !isLeftOut(study, treatment, scene.id));
  if (study.treatments === undefined || (treatment === null && isGivenInLobby(state)))
    return { treatment, state, scenes };
  const participants = state.participants.filter((one) => treatmentOf(state, one.participant) === treatment);
  const max = study.seats.max - (state.participants.length - participants.length);
  return { treatment, state: { ...state, study: { ...study, seats: { ...study.seats, max } }, participants }, scenes };
};

/** A room for each treatment that somebody has, and for those who have none: people wait for, and meet, only those of their own. */
export const treatedRooms = (state: SessionState): TreatedRoom[] => {
  const given = new Set(state.participants.map((one) => treatmentOf(state, one.participant)));
  if (!isGivenInLobby(state)) return [...given].map((treatment) => treatedRoom(state, treatment));
  const last = state.study.scenes.findIndex(({ kind }) => kind === 'lobby');
  return [null, ...[...given].filter((treatment) => treatment !== null)].map((treatment) => {
    const room = treatedRoom(state, treatment);
    const isOfRoom = (index: number): boolean => index <= last === (treatment === null);
    return { ...room, scenes: room.scenes.filter(({ index }) => isOfRoom(index)) };
  });
};

const isGivenInLobby = ({ study, assigned }: SessionState): boolean =>
  study.treatments?.by === 'group' && !assigned.some(isForAll);

/** Index of the first scene from `index` on that those of a treatment come to; the number of scenes when there is none. */
export const nextSceneIndex = (study: Study, treatment: string | null, index: number): number => {
  const found = study.scenes.findIndex((scene, at) => at >= index && !isLeftOut(study, treatment, scene.id));
  return found < 0 ? study.scenes.length : found;
};
