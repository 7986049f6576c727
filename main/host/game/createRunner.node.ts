import { clearTimeout, setTimeout } from 'node:timers';
import { z } from 'zod';
import {
  type Acted,
  acted,
  type AuthorError,
  type HarnessRequest,
  type Loaded,
  loaded,
  type Outcome,
  outcome,
} from '../../../protocol/environment';
import type { Helper, RunnerRequest } from '../../../protocol/process';
import { RunnerFault } from './RunnerPool';
import { readHarnessReply } from './readHarnessReply';

/** Why an interpreter is gone, and the game whose code ran (or leaked) then. */
export type RunnerLoss = { error: AuthorError; suspect: string | null };

type LoadRequest = Extract<HarnessRequest, { op: 'load' }>;
type PlayRequest = Extract<HarnessRequest, { op: 'reset' | 'step' | 'steps' | 'snapshot' | 'restore' | 'examine' }>;

type CastRequest = Extract<HarnessRequest, { op: 'cast' }>;
type ActRequest = Extract<HarnessRequest, { op: 'act' }>;

/** How an interpreter came up; `cold`: why not from a snapshot, null when it did. */
export type RunnerBoot = { bootMs: number; cold: string | null };

export type RunnerOptions = {
  /** The `cubicle` package: `cubicle/surface.py` → bytes. */
  python: Record<string, Uint8Array>;
  /** Is given the file of a snapshot when the interpreter came up without one; null: nobody wants it. */
  keepSnapshot: ((file: Uint8Array) => void) | null;
  /** An interpreter that has taken so much is replaced, and the game that took most of it is told. */
  memoryLimitBytes?: number;
};

/** One Python interpreter in a helper process. Calls are answered in order. */
export type Runner = {
  /** Rejects when it never came up. */
  readonly ready: Promise<RunnerBoot>;
  /** Writes files under an absolute folder; the folder as the interpreter's own code sees it. */
  mount(folder: string, files: Record<string, Uint8Array>): Promise<string>;
  /** Times count from when the call is the one running. All reject with RunnerFault. */
  load(request: LoadRequest, timeoutMs: number): Promise<Loaded>;
  call(request: PlayRequest, timeoutMs: number): Promise<Outcome>;
  cast(request: CastRequest, timeoutMs: number): Promise<void>;
  act(request: ActRequest, timeoutMs: number): Promise<Acted>;
  /** Lets a game go; nobody waits for it. */
  close(game: string): void;
  /** Settles when the interpreter is gone, however it went. */
  readonly lost: Promise<RunnerLoss>;
  kill(): void;
};

const replySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), bootMs: z.number(), cold: z.string().nullable() }),
  z.object({ type: z.literal('snapshot'), bytes: z.instanceof(Uint8Array) }),
  z.object({ type: z.literal('done'), requestId: z.number(), reply: z.string(), heapBytes: z.number() }),
  z.object({ type: z.literal('broken'), message: z.string() }),
]);

const mounted = z.object({ ok: z.literal(true), folder: z.string() });

const BOOT_TIMEOUT_MS = 60_000;
const MOUNT_TIMEOUT_MS = 30_000;
const CLOSE_TIMEOUT_MS = 2000;
/** An answer may lie unread while this process itself stood still: it is read before the interpreter is judged. */
const GRACE_MS = 50;
const HEAP_LIMIT_BYTES = 768 * 1024 * 1024;
const MEGABYTE = 1024 * 1024;

type Waiting = {
  requestId: number;
  game: string | null;
  what: string;
  timeoutMs: number;
  accept(reply: string): void;
  reject(fault: RunnerFault): void;
};

/** Speaks to an interpreter over its port. A call that is overdue, a death and a leak each end it: `lost` tells, and whatever waits rejects. */
export function createRunner(
  helper: Helper,
  { python, keepSnapshot, memoryLimitBytes = HEAP_LIMIT_BYTES }: RunnerOptions,
): Runner {
  const waiting: Waiting[] = [];
  const growthBytes = new Map<string, number>();
  let heapBytes = 0;
  let lastRequestId = 0;
  let booted = false;
  let snapshotTaken = false;
  let loss: RunnerLoss | null = null;
  let timer: NodeJS.Timeout | undefined;
  let settleReady: { resolve(boot: RunnerBoot): void; reject(fault: RunnerFault): void };
  let settleLost: (loss: RunnerLoss) => void;

  const ready = new Promise<RunnerBoot>((resolve, reject) => {
    settleReady = { resolve, reject };
  });
  const lost = new Promise<RunnerLoss>((resolve) => {
    settleLost = resolve;
  });
  // Whoever waits for `ready` is told there; nobody has to.
  ready.catch(() => undefined);

  const post = (request: RunnerRequest): void => helper.port.post(request);

  function lose(error: AuthorError, suspect: string | null): void {
    if (loss !== null) return;
    loss = { error, suspect };
    clearTimeout(timer);
    helper.kill();
    settleReady.reject(new RunnerFault(error, 'lost', false));
    for (const call of waiting.splice(0)) call.reject(tellLoss(loss, call.game));
    settleLost(loss);
  }

  function watchHead(): void {
    clearTimeout(timer);
    const head = waiting[0];
    if (head === undefined || !booted) return;
    timer = setTimeout(() => {
      timer = setTimeout(() => {
        const seconds = (head.timeoutMs / 1000).toFixed(1);
        lose(
          {
            kind: 'timeout',
            message: `${head.what} was not done after ${seconds} s: an endless loop, or too much work for one tick`,
          },
          head.game,
        );
      }, GRACE_MS);
    }, head.timeoutMs);
  }

  function countHeap(game: string | null, bytes: number): void {
    if (game !== null && bytes > heapBytes) growthBytes.set(game, (growthBytes.get(game) ?? 0) + bytes - heapBytes);
    heapBytes = Math.max(heapBytes, bytes);
    if (heapBytes <= memoryLimitBytes) return;
    const [suspect, grown] = [...growthBytes].reduce((most, entry) => (entry[1] > most[1] ? entry : most), ['', 0]);
    const message = `the environment has taken ${Math.round(grown / MEGABYTE)} MiB of memory; the interpreter's limit is ${memoryLimitBytes / MEGABYTE} MiB. Does it keep something in every step?`;
    lose({ kind: 'crash', message }, suspect);
  }

  helper.port.onMessage((message) => {
    const parsed = replySchema.safeParse(message);
    if (!parsed.success || loss !== null) return;
    const reply = parsed.data;
    if (reply.type === 'broken') {
      lose({ kind: 'crash', message: `the Python interpreter broke down: ${reply.message}` }, waiting[0]?.game ?? null);
    } else if (reply.type === 'ready') {
      booted = true;
      clearTimeout(timer);
      settleReady.resolve({ bootMs: reply.bootMs, cold: reply.cold });
      watchHead();
    } else if (reply.type === 'snapshot') {
      // Only what was asked for: it is taken before any study's code is there.
      if (!snapshotTaken) keepSnapshot?.(reply.bytes);
      snapshotTaken = true;
    } else if (waiting[0]?.requestId === reply.requestId) {
      const head = waiting.shift();
      watchHead();
      head?.accept(reply.reply);
      countHeap(head?.game ?? null, reply.heapBytes);
    }
  });
  void helper.died.then((reason) => {
    lose({ kind: 'crash', message: `the Python interpreter's process is gone: ${reason}` }, waiting[0]?.game ?? null);
  });
  post({ type: 'boot', files: python, keep: keepSnapshot !== null });
  timer = setTimeout(
    () =>
      lose({ kind: 'crash', message: `the Python interpreter did not start within ${BOOT_TIMEOUT_MS / 1000} s` }, null),
    BOOT_TIMEOUT_MS,
  );

  function send(
    make: (requestId: number) => RunnerRequest,
    game: string | null,
    what: string,
    timeoutMs: number,
  ): Promise<string> {
    return new Promise((resolve, reject) => {
      if (loss !== null) {
        reject(tellLoss(loss, game));
        return;
      }
      lastRequestId += 1;
      waiting.push({ requestId: lastRequestId, game, what, timeoutMs, accept: resolve, reject });
      post(make(lastRequestId));
      if (waiting.length === 1) watchHead();
    });
  }

  async function ask<T>(request: HarnessRequest, schema: z.ZodType<T>, timeoutMs: number): Promise<T> {
    const asking = (requestId: number): RunnerRequest => ({
      type: 'call',
      requestId,
      request: JSON.stringify(request),
    });
    const read = readHarnessReply(request.op, schema, await send(asking, request.game, request.op, timeoutMs));
    if (!read.ok) throw new RunnerFault(read.error, 'author', true);
    return read.reply;
  }

  return {
    ready,
    lost,
    kill: () => lose({ kind: 'crash', message: 'the Python interpreter was stopped' }, null),
    async mount(path, files) {
      const asking = (requestId: number): RunnerRequest => ({ type: 'files', requestId, path, files });
      const what = 'copying the study';
      const read = readHarnessReply(what, mounted, await send(asking, null, what, MOUNT_TIMEOUT_MS));
      if (!read.ok) throw new RunnerFault(read.error, 'author', false);
      return read.reply.folder;
    },
    load: (request, timeoutMs) => ask(request, loaded, timeoutMs),
    call: (request, timeoutMs) => ask(request, outcome, timeoutMs),
    async cast(request, timeoutMs) {
      await ask(request, z.object({}), timeoutMs);
    },
    act: (request, timeoutMs) => ask(request, acted, timeoutMs),
    close: (game) => void ask({ op: 'close', game }, z.object({}), CLOSE_TIMEOUT_MS).catch(() => undefined),
  };
}

/** The loss of an interpreter as one of its games is told it. */
export function tellLoss({ error, suspect }: RunnerLoss, game: string | null): RunnerFault {
  if (game !== null && game === suspect) return new RunnerFault(error, 'lost', true);
  const message = suspect === null ? error.message : `another game brought its interpreter down (${error.message})`;
  return new RunnerFault({ kind: 'crash', message }, 'lost', false);
}
