/** One step of the journal's schema, from the one before to `version`. Never changed after a release; only added to. */
export type Migration = { version: number; sql: string };
