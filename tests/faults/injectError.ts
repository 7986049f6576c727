import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callsOf, type JournalCall, traceJournal } from './traceJournal';

export type Injection = {
  call: JournalCall;
  error: 'EIO' | 'ENOSPC';
  /** The n-th of them from now on, and no other. */
  nth: number;
};

/** Lets one system call on the journal of a running host fail. @returns whether it came to that within `lastsMs` */
export async function injectError(
  pid: number,
  journalFile: string,
  { call, error, nth }: Injection,
  lastsMs: number,
): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'cubicle-inject-'));
  const log = join(folder, 'calls');
  const calls = callsOf(call);
  const trace = traceJournal(pid, journalFile, { calls, inject: `${calls}:error=${error}:when=${nth}`, log });
  try {
    await Promise.race([trace.ended, new Promise((resolve) => setTimeout(resolve, lastsMs))]);
    await trace.stop();
    return readFileSync(log, 'utf8').includes('(INJECTED)');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
