import type { Assigned, SessionState } from './SessionState';

/** The treatment of a participant: their own, that of the first of their groups that has one, or the session's; null as yet. */
export const treatmentOf = (state: SessionState, participant: string): string | null => {
  const { assigned } = state;
  if (assigned.length === 0) return null;
  const isTheirs = ({ group }: Assigned): boolean =>
    state.groups.some((one) => one.group === group && one.members.includes(participant));
  const found =
    assigned.find((one) => one.participant === participant) ?? assigned.find(isTheirs) ?? assigned.find(isForAll);
  return found?.treatment ?? null;
};

/** Whether it was given to the whole session. */
export const isForAll = ({ participant, group }: Assigned): boolean => participant === null && group === null;
