import type { PurgeChoice, PurgePlan, RecordCopies } from '../../../protocol/purge';
import type { RecordRow } from '../../../protocol/view';
import { recordOfLocked } from './locked/lockedName';

/**
 * Which records a purge deletes: those chosen that have ended, with a verified copy at every target; encrypted ones too, of which
 * the copies are those that were sent before. What was broken off, and what has no copy, goes only when it is asked for in words;
 * what is being written, damaged or of a newer version never.
 */
export function planPurge(
  rows: readonly RecordRow[],
  { which, interrupted, uncopied }: PurgeChoice,
  copiesOf: (record: string) => RecordCopies,
): PurgePlan {
  const isChosen = (row: RecordRow): boolean =>
    'record' in which ? row.record === which.record : row.startedAt.slice(0, 10) < which.before;
  const plan: PurgePlan = { purge: [], keep: [] };
  const chosen = rows
    .filter(isChosen)
    .sort((a, b) => (a.startedAt < b.startedAt ? -1 : a.startedAt > b.startedAt ? 1 : 0));
  for (const { record, session, startedAt, state } of chosen) {
    const row = { record, session, startedAt, state, copies: copiesOf(recordOfLocked(record) ?? record) };
    const why = whyState(state, interrupted) ?? (uncopied ? null : whyCopies(row.copies));
    if (why === null) plan.purge.push(row);
    else plan.keep.push({ ...row, why });
  }
  return plan;
}

function whyState(state: RecordRow['state'], withInterrupted: boolean): string | null {
  switch (state) {
    case 'ended':
    case 'locked':
      return null;
    case 'interrupted':
      return withInterrupted ? null : 'it was broken off and can be taken up again';
    case 'running':
      return 'it is being written';
    case 'damaged':
      return 'it is damaged, and can be salvaged';
    case 'newer':
      return 'it was written by a newer version';
  }
}

function whyCopies({ there, missing }: RecordCopies): string | null {
  if (missing.length > 0) return `it is not yet whole at ${missing.join(', ')}`;
  return there.length === 0 ? 'no copy of it is known anywhere else' : null;
}
