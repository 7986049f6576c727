import type { EventRow } from '../Journal';

/** Who had which treatment in the end: their own, that of the first of their groups that got one, or the whole session's. */
export function findTreatments(events: readonly EventRow[], participants: readonly string[]): Map<string, string> {
  const groups = new Map<string, readonly string[]>();
  const given = {
    session: new Map<string, string>(),
    group: new Map<string, string>(),
    own: new Map<string, string>(),
  };
  for (const { body } of events) {
    if (body.type === 'groupFormed') groups.set(body.group, body.members);
    if (body.type !== 'treatmentAssigned') continue;
    const { treatment, participant, group } = body;
    if (participant !== null) given.own.set(participant, treatment);
    else if (group === null) for (const one of participants) given.session.set(one, treatment);
    else for (const one of groups.get(group) ?? []) if (!given.group.has(one)) given.group.set(one, treatment);
  }
  return new Map([...given.session, ...given.group, ...given.own]);
}
