import { callsOf, type JournalCall, traceJournal } from './traceJournal';

export type CommitPoint = { call: JournalCall; nth: number };

/**
 * Kills the process that writes a journal as it enters the n-th write or sync of it from now on: in the middle of a commit.
 * @returns the way to give it up. When the process is gone, it has ended already
 */
export function killAtCommit(
  pid: number,
  journalFile: string,
  { call, nth }: CommitPoint,
): { giveUp(): Promise<void> } {
  const calls = 'pwrite64,fsync,fdatasync';
  const trace = traceJournal(pid, journalFile, { calls, inject: `${callsOf(call)}:signal=KILL:when=${nth}` });
  return { giveUp: trace.stop };
}
