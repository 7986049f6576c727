import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Makes every sync of the journal of a running host take so long, until it is told to stop. */
export function slowSyncs(pid: number, journalFile: string, delayMs: number): { stop(): Promise<void> } {
  const tracer = spawn(
    'strace',
    [
      ...['-f', '-qq', '-o', '/dev/null', '-p', String(pid), '-P', journalFile, '-P', `${journalFile}-wal`],
      ...['-e', 'trace=fsync,fdatasync', '-e', `inject=fsync,fdatasync:delay_enter=${delayMs * 1000}`],
    ],
    { stdio: 'ignore' },
  );
  const ended = once(tracer, 'exit');
  return {
    async stop() {
      // The traced process goes on.
      tracer.kill('SIGINT');
      await ended;
    },
  };
}
