import type { SessionFacts } from '../tables/SessionFacts';

/** A session time as milliseconds since 1970: the wall time at which the session was made, and the session's clock from there. */
export const epochMs = (facts: SessionFacts, atMs: number): number => Date.parse(facts.startedAt) + Math.round(atMs);
