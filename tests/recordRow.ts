import type { RecordRow } from '../protocol/view';

/** A row of the list of records, of a session that is called like its state unless told otherwise. */
export const recordRow = (
  state: RecordRow['state'],
  { session = state, startedAt = '2026-03-14T09:26' }: { session?: string; startedAt?: string } = {},
): RecordRow => ({
  record: `volley/${session}`,
  study: 'volley',
  session,
  startedAt,
  folder: `/records/${session}`,
  state,
  problem: null,
  participants: null,
  lastAt: null,
});
