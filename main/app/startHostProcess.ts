import { performance } from 'node:perf_hooks';
import { type MessagePortMain, type UtilityProcess, utilityProcess } from 'electron';
import { z } from 'zod';
import type { HostToApp } from '../../protocol/process';
import { createHelperDesk } from './createHelperDesk';
import { decideRestart } from './decideRestart';
import type { Safe } from './createSafe';
import type { StartedHelper } from './StartedHelper';

const hostMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), consoleUrl: z.url(), port: z.number().int() }),
  z.object({ type: z.literal('failed'), message: z.string() }),
  z.object({ type: z.literal('sessionRunning'), running: z.boolean() }),
  z.object({ type: z.literal('recordOpen'), folder: z.string().nullable() }),
  z.object({ type: z.literal('startHelper'), id: z.number().int(), kind: z.enum(['runner', 'bots']) }),
  z.object({ type: z.literal('killHelper'), id: z.number().int() }),
  z.object({ type: z.literal('seal'), id: z.number().int(), text: z.string() }),
  z.object({ type: z.literal('unseal'), id: z.number().int(), sealed: z.string() }),
]) satisfies z.ZodType<HostToApp>;

export type HostProcessDeps = {
  /** The built host program. */
  program: string;
  /** Its arguments, but for the port and for taking up a session. */
  args: string[];
  /** null: the first free one. Once the host has had a port it gets the same again, so that stations find it. */
  port: number | null;
  /** What the console must show; the same for every start, so that an open console stays valid. */
  operatorToken: string;
  startHelper(kind: 'runner' | 'bots'): Promise<StartedHelper>;
  safe: Safe;
  log(line: string): void;
  onReady(consoleUrl: string): void;
  onSessionRunning(running: boolean): void;
  /** It has died too often; `lastWords` is what it said itself, if anything. It is not started again unless `startAgain` is called. */
  onGivenUp(lastWords: string): void;
};

export type HostProcess = {
  startAgain(): void;
  /** Lets it finish its work and waits until it is gone; after `limitMs` it is ended. An unfinished session can be taken up again. */
  stop(limitMs: number): Promise<void>;
};

/** The host in a process of its own: started again by itself when it dies, with the session that was open. */
export function startHostProcess(deps: HostProcessDeps): HostProcess {
  let port = deps.port;
  let restartsMs: number[] = [];
  let child: UtilityProcess | null = null;
  let wasReady = false;
  // What an earlier run of the app left is offered to the operator; only what was open under this one goes on by itself.
  let openRecord: string | null = null;
  let stopping = false;
  let whenGone: () => void = () => undefined;

  function start(): void {
    let lastWords = '';
    const own = utilityProcess.fork(
      deps.program,
      [
        ...deps.args,
        ...(port === null ? [] : ['--port', String(port)]),
        ...(wasReady ? ['--resume'] : []),
        ...(openRecord === null ? [] : ['--left', openRecord]),
      ],
      {
        serviceName: 'cubicle-host',
        stdio: 'pipe',
        execArgv: [],
        env: { ...process.env, NODE_OPTIONS: '', CUBICLE_OPERATOR_TOKEN: deps.operatorToken },
      },
    );
    child = own;
    const desk = createHelperDesk({
      start: deps.startHelper,
      tell: (message, ports: MessagePortMain[]) => own.postMessage(message, ports),
    });
    for (const stream of [own.stdout, own.stderr]) {
      stream?.on('data', (data: Buffer) => deps.log(`host: ${data.toString().trimEnd()}`));
    }
    own.on('message', (raw: unknown) => {
      const parsed = hostMessage.safeParse(raw);
      if (!parsed.success) return deps.log(`not understood from the host: ${parsed.error.message}`);
      const message = parsed.data;
      switch (message.type) {
        case 'ready':
          port = message.port;
          wasReady = true;
          return deps.onReady(message.consoleUrl);
        case 'failed':
          lastWords = message.message;
          return deps.log(`the host failed: ${message.message}`);
        case 'sessionRunning':
          return deps.onSessionRunning(message.running);
        case 'recordOpen':
          openRecord = message.folder;
          return;
        case 'startHelper':
          return void desk.start(message.id, message.kind);
        case 'killHelper':
          return desk.kill(message.id);
        case 'seal':
          return own.postMessage({ type: 'secret', id: message.id, text: deps.safe.seal(message.text) });
        case 'unseal':
          return own.postMessage({ type: 'secret', id: message.id, text: deps.safe.unseal(message.sealed) });
      }
    });
    own.once('exit', (code) => {
      deps.log(`the host ended with code ${code}`);
      desk.killAll();
      child = null;
      whenGone();
      if (!stopping) recover(lastWords);
    });
  }

  function recover(lastWords: string): void {
    // What it can say for itself (port taken, folder not writable) will not be different in a second.
    const decided = lastWords === '' ? decideRestart(restartsMs, performance.now()) : null;
    if (decided === null) return deps.onGivenUp(lastWords);
    restartsMs = decided;
    start();
  }

  start();
  return {
    startAgain() {
      restartsMs = [];
      start();
    },
    async stop(limitMs) {
      stopping = true;
      const own = child;
      if (own === null) return;
      const gone = new Promise<void>((resolve) => {
        whenGone = resolve;
      });
      own.postMessage({ type: 'shutDown' });
      const limit = setTimeout(() => {
        deps.log('the host did not end by itself');
        if (own.pid !== undefined) process.kill(own.pid, 'SIGKILL');
      }, limitMs);
      await gone;
      clearTimeout(limit);
    },
  };
}
