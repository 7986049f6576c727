import { callsOf, traceJournal } from './traceJournal';

/** Makes every sync of the journal of a running host take so long, until it is told to stop. */
export function slowSyncs(pid: number, journalFile: string, delayMs: number): { stop(): Promise<void> } {
  const calls = callsOf('fsync');
  return traceJournal(pid, journalFile, { calls, inject: `${calls}:delay_enter=${delayMs * 1000}` });
}
