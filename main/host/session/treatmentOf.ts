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

/** Whether nobody takes part any more of those it was given to. */
export const isGone = (state: SessionState, one: Assigned): boolean => {
  const members =
    one.participant === null ? state.groups.find(({ group }) => group === one.group)?.members : [one.participant];
  return (
    members?.every((member) =>
      state.participants.some(({ participant, place }) => participant === member && place.at === 'declined'),
    ) ?? false
  );
};

/** Treatment → to how many it was given who did not decline: people, groups, or the session. */
export const countTreatments = (state: SessionState): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const one of state.assigned) if (!isGone(state, one)) counts[one.treatment] = (counts[one.treatment] ?? 0) + 1;
  return counts;
};
