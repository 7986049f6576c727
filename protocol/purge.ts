import { z } from 'zod';
import type { RecordRow } from './view';

const day = z.iso.date({ error: 'expected a day like 2026-01-31' });

/** Which records are to be deleted for good. What is being written, or cannot be read, never is. */
export const purgeChoice = z.strictObject({
  which: z.union([
    /** All of sessions that began before this day, by the host's calendar. */
    z.strictObject({ before: day }),
    z.strictObject({ record: z.string().max(1000) }),
  ]),
  /** Also those that were broken off, and could be taken up again. */
  interrupted: z.boolean(),
  /** Also those of which no copy is known at every target. */
  uncopied: z.boolean(),
});
export type PurgeChoice = z.infer<typeof purgeChoice>;

/** Where whole copies of a record are, as far as this machine knows. */
export type RecordCopies = {
  /** Verified when they arrived. `name`: what it is called there. */
  there: { target: string; name: string; verifiedAt: string }[];
  /** Targets that have no whole copy. */
  missing: string[];
};

export type PurgeRow = Pick<RecordRow, 'record' | 'session' | 'startedAt' | 'state'> & { copies: RecordCopies };
export type PurgePlan = {
  /** What goes, oldest first. */
  purge: PurgeRow[];
  /** What was chosen and stays, each with why. */
  keep: (PurgeRow & { why: string })[];
};
