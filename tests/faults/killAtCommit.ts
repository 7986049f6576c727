import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

/** Whether a process can be stopped at a system call of our choice here: Linux, strace, and the right to trace. */
export const canStrace = process.platform === 'linux' && spawnSync('strace', ['-qq', 'true']).status === 0;

export type CommitPoint = { call: 'pwrite64' | 'fsync'; nth: number };

/**
 * Kills the process that writes a journal as it enters the n-th write or sync of it from now on: in the middle of a commit.
 * @returns the way to give it up. When the process is gone, it has ended already
 */
export function killAtCommit(
  pid: number,
  journalFile: string,
  { call, nth }: CommitPoint,
): { giveUp(): Promise<void> } {
  const tracer = spawn(
    'strace',
    [
      ...['-f', '-qq', '-o', '/dev/null', '-p', String(pid)],
      ...['-P', journalFile, '-P', `${journalFile}-wal`],
      // SQLite's port to WebAssembly asks for one or the other, as the platform has it.
      ...['-e', 'trace=pwrite64,fsync,fdatasync'],
      ...['-e', `inject=${call === 'fsync' ? 'fsync,fdatasync' : call}:signal=KILL:when=${nth}`],
    ],
    { stdio: 'ignore' },
  );
  const ended = once(tracer, 'exit');
  return {
    async giveUp() {
      // SIGINT lets the traced process go on.
      tracer.kill('SIGINT');
      await ended;
    },
  };
}
