import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { inRoot } from '../../build/scripts/paths.mjs';
import { listDescendants, type ProcessMark } from './processMarks';

export type HostOptions = {
  dataDir: string;
  port: number;
  env?: Record<string, string>;
  /** What runs the host, e.g. `strace …`; the host is then its child. */
  under?: readonly string[];
};

/** A host that was started as a person would, to be killed. */
export type StartedHost = {
  url: string;
  operatorToken: string;
  /** Of the host itself, whatever it runs under. */
  pid: number;
  /** When it was started, ms of performance.now. */
  startedMs: number;
  output(): string;
  isGone(): boolean;
  whenGone: Promise<void>;
  /** SIGKILL, and waits until it is gone. Gives its helper processes, which have to end by themselves. */
  kill(): Promise<ProcessMark[]>;
  /** Asks it to stop in order; gives its exit code. */
  stop(): Promise<number | null>;
};

/** A host that is being started: it may be killed before it has told its address. */
export type StartingHost = {
  /** Rejects with what was printed when it ends before it is ready. */
  ready: Promise<StartedHost>;
  kill(): Promise<ProcessMark[]>;
};

const READY_WITHIN_MS = 240_000;

/** Runs `cubicle host` from dist/. A session that was interrupted is taken up by itself. */
export function startHost({ dataDir, port, env = {}, under = [] }: HostOptions): StartingHost {
  const startedMs = performance.now();
  const [program = process.execPath, ...args] = [
    ...under,
    process.execPath,
    inRoot('dist/cli/cubicle.cjs'),
    'host',
    ...['--port', String(port), '--data', dataDir],
  ];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  const root = child.pid ?? 0;
  let printed = '';
  let gone = false;
  const whenGone = once(child, 'exit').then(() => void (gone = true));

  async function kill(): Promise<ProcessMark[]> {
    const helpers = gone ? [] : listDescendants(root).filter((one) => one.pid !== hostPid());
    if (!gone) killNow(hostPid());
    await whenGone;
    return helpers;
  }

  /** Under another program the host is that one's child. */
  function hostPid(): number {
    if (under.length === 0) return root;
    return listDescendants(root).find(({ parent }) => parent === root)?.pid ?? root;
  }

  const ready = new Promise<StartedHost>((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`The host ${why}:\n${printed}`));
    const timer = setTimeout(() => fail('told no address'), READY_WITHIN_MS);
    const read = (piece: Buffer): void => {
      printed += piece.toString();
      const [, url, operatorToken] = /(http:\/\/127\.0\.0\.1:\d+)\/console\/#token=([\w-]+)/.exec(printed) ?? [];
      if (url === undefined || operatorToken === undefined) return;
      clearTimeout(timer);
      resolve({
        url,
        operatorToken,
        pid: hostPid(),
        startedMs,
        output: () => printed,
        isGone: () => gone,
        whenGone,
        kill,
        async stop() {
          if (!gone) process.kill(hostPid(), 'SIGTERM');
          await whenGone;
          return child.exitCode;
        },
      });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void whenGone.then(() => {
      clearTimeout(timer);
      fail('ended');
    });
  });
  // Whoever kills it before it is ready does not wait for it.
  ready.catch(() => undefined);
  return { ready, kill };
}

export function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
