import type { EventOf } from '../../../protocol/event';
import type { Study } from '../../../protocol/study';
import { assignTreatment } from './assignTreatment';
import { accept, addFact, refuse, type Draft, type Fact, type Verdict } from './Draft';
import type { CommandOf } from './SessionCommand';
import type { SessionState } from './SessionState';
import { isForAll, isGone, treatmentOf } from './treatmentOf';

type Given = { participant: string | null; group: string | null };
const TO_ALL: Given = { participant: null, group: null };

/** The operator gives a participant who has not begun a treatment; with null, chance does. */
export const decideTreatment = (draft: Draft, { participant, treatment }: CommandOf<'setTreatment'>): Verdict => {
  const { state } = draft;
  const treatments = state.study.treatments;
  if (!treatments) return hasNone;
  if (treatments.by !== 'participant')
    return refuse(
      'treatment/shared',
      `In this study a treatment is given to ${treatments.by === 'group' ? 'a group' : 'the whole session'}. Choose one for the whole session when you open it.`,
    );
  if (state.assigned.some(isForAll))
    return refuse(
      'treatment/fixed',
      'One treatment was chosen for this whole session. Open another session for another.',
    );
  const now = state.participants.find((one) => one.participant === participant);
  if (!now) return refuse('participant/unknown', `There is no participant ${participant} in this session.`);
  if (now.place.at !== 'door')
    return refuse('treatment/begun', `${now.seat} has begun: the treatment cannot be changed any more.`);
  const known = checkName(state.study, treatment);
  if (known) return known;
  const fact = assign(state, { participant, group: null }, treatment);
  const before = state.assigned.find((one) => one.participant === participant);
  const isSo = before?.treatment === fact?.treatment && before?.by === fact?.by;
  return accept(fact && !isSo ? addFact(draft, fact) : draft);
};

/** A treatment for all of a session that is made: the one that was chosen, or by chance if the study gives one to a session. */
export const decideSessionTreatment = (draft: Draft, chosen: string | null): Verdict => {
  const { study } = draft.state;
  if (!study.treatments) return chosen === null ? accept(draft) : hasNone;
  const unknown = checkName(study, chosen);
  if (unknown) return unknown;
  if (chosen === null && study.treatments.by !== 'session') return accept(draft);
  const fact = assign(draft.state, TO_ALL, chosen);
  return accept(fact ? addFact(draft, fact) : draft);
};

/** Who must get a treatment now, before anything is shown that depends on it: somebody about to begin, a group just formed. */
export const nextAssignment = (state: SessionState): Fact | null => {
  const by = state.study.treatments?.by;
  if (by === undefined || by === 'session' || state.assigned.some(isForAll)) return null;
  if (by === 'participant') {
    const one = state.participants.find(
      ({ place, participant }) => place.at === 'door' && treatmentOf(state, participant) === null,
    );
    return one ? assign(state, { participant: one.participant, group: null }, null) : null;
  }
  const group = state.groups.find(({ members }) => members.every((member) => treatmentOf(state, member) === null));
  return group ? assign(state, { participant: null, group: group.group }, null) : null;
};

const assign = (
  state: SessionState,
  given: Given,
  wanted: string | null,
): Omit<EventOf<'treatmentAssigned'>, 'atMs'> | null => {
  const { seed, earlier, study, assigned } = state;
  if (!study.treatments) return null;
  // A place of those who declined, or were given something else before, is free again.
  const kept = assigned.filter((one) => !isGone(state, one) && !isSame(one, given));
  const taken = new Set(kept.map(({ slot }) => slot));
  const { list } = study.treatments;
  const place = assignTreatment({ list, seed, earlier, taken }, wanted);
  return { type: 'treatmentAssigned', ...given, ...place, by: wanted === null ? 'draw' : 'operator' };
};

const isSame = (one: Given, other: Given): boolean =>
  one.participant === other.participant && one.group === other.group;

const checkName = ({ treatments }: Study, name: string | null): Verdict | null => {
  const names = treatments?.list.map((one) => one.name) ?? [];
  if (name === null || names.includes(name)) return null;
  return refuse('treatment/unknown', `There is no treatment ${name} in this study, only ${names.join(', ')}.`);
};

const hasNone = refuse('treatment/none', 'This study has no treatments.');
