/** What was found wrong with a journal's file. */
export type JournalDamage = { seq: number | null; message: string };
/** `rows`: how many were looked at; `lastHash`: the end of the chain over them. */
export type JournalCheck = { rows: number; lastHash: string; damage: JournalDamage[] };
