import type { ParticipantState, Place, ScenePlace, SessionState } from './SessionState';

/** Participants who wait for one another at one scene. */
export type Pool = {
  /** At the scene and connected, in the order in which they are taken. */
  present: readonly Present[];
  /** How many more may still come. */
  awaited: number;
  /** How many are enough to go on at once. */
  size: number;
  waitMs: number;
};
export type Present = ParticipantState & { place: ScenePlace };

/** Whether a participant is at the scene with this index, and connected. */
export const isPresent = (one: ParticipantState, index: number): one is Present =>
  one.connected && one.place.at === 'scene' && one.place.index === index;

/** Whether a participant is at the scene with this index or may still come to it. */
export const mayCome = (place: Place, index: number): boolean => {
  switch (place.at) {
    case 'door':
      return true;
    case 'scene':
      return place.index <= index;
    case 'between':
      return place.index < index;
    case 'declined':
    case 'finished':
      return false;
  }
};

/** Those whose group or game forms now; none when the pool goes on waiting. `waitIsOver`: the pool's deadline has passed. */
export const matchPool = (pool: Pool, waitIsOver: boolean): readonly Present[] => {
  if (pool.present.length === 0) return [];
  const enough = pool.present.length >= pool.size || pool.awaited === 0 || waitIsOver;
  return enough ? pool.present.slice(0, pool.size) : [];
};

/** Play time at which the pool goes on with those present; Infinity when nobody is. */
export const deadlineOf = (pool: Pool): number =>
  pool.present.length === 0 ? Infinity : Math.min(...pool.present.map((one) => one.place.sincePlayMs)) + pool.waitMs;

/** Cuts a list into runs of `length`, the last one shorter. */
export const chunksOf = <T>(list: readonly T[], length: number): T[][] => {
  const chunks: T[][] = [];
  for (let from = 0; from < list.length; from += length) chunks.push(list.slice(from, from + length));
  return chunks;
};

/** Index of the seat in the room, from 0: seats are labelled in the order they are added. */
export const seatIndexOf = (state: SessionState, participant: string): number =>
  state.participants.findIndex((one) => one.participant === participant);
