import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

/** Whether a process can be stopped at a system call of our choice here: Linux, strace, and the right to trace. */
export const canStrace = process.platform === 'linux' && spawnSync('strace', ['-qq', 'true']).status === 0;

/** A call that writes or syncs a journal. SQLite's port to WebAssembly asks for one sync or the other, as the platform has it. */
export type JournalCall = 'pwrite64' | 'fsync';
export const callsOf = (call: JournalCall): string => (call === 'fsync' ? 'fsync,fdatasync' : call);

/** `inject`: what happens to which of the calls, as strace says it. `log`: the file that gets a line for each call. */
export type JournalTrace = { calls: string; inject: string; log?: string };

/** Does something to the calls of a running host on its journal, until it is told to stop or the host is gone. */
export function traceJournal(
  pid: number,
  journalFile: string,
  { calls, inject, log = '/dev/null' }: JournalTrace,
): { ended: Promise<unknown>; stop(): Promise<void> } {
  const tracer = spawn(
    'strace',
    [
      ...['-f', '-qq', '-o', log, '-p', String(pid), '-P', journalFile, '-P', `${journalFile}-wal`],
      ...['-e', `trace=${calls}`, '-e', `inject=${inject}`],
    ],
    { stdio: 'ignore' },
  );
  const ended = once(tracer, 'exit');
  return {
    ended,
    async stop() {
      // SIGINT lets the traced process go on.
      tracer.kill('SIGINT');
      await ended;
    },
  };
}
