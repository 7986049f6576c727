import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Injection = {
  call: 'pwrite64' | 'fsync';
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
  const calls = call === 'fsync' ? 'fsync,fdatasync' : call;
  const tracer = spawn(
    'strace',
    [
      ...['-f', '-qq', '-o', log, '-p', String(pid), '-P', journalFile, '-P', `${journalFile}-wal`],
      ...['-e', `trace=${calls}`, '-e', `inject=${calls}:error=${error}:when=${nth}`],
    ],
    { stdio: 'ignore' },
  );
  const ended = once(tracer, 'exit');
  try {
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, lastsMs))]);
    // The traced process goes on.
    tracer.kill('SIGINT');
    await ended;
    return readFileSync(log, 'utf8').includes('(INJECTED)');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
