import { performance } from 'node:perf_hooks';
import { clearTimeout, setTimeout } from 'node:timers';
import { z } from 'zod';
import {
  type BotRequest,
  memoryNote,
  type ModelValues,
  modelValue,
  type PolicyMetadata,
} from '../../../protocol/policy';
import type { Helper, Helpers } from '../../../protocol/process';
import { BotFault, type BotReply, type Bots } from './Bots';

const answerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('loaded'), requestId: z.number(), warmUpMs: z.number() }),
  z.object({
    type: z.literal('inferred'),
    requestId: z.number(),
    output: z.array(z.number()).max(1_000_000),
    inferMs: z.number(),
    memory: memoryNote.optional(),
  }),
  z.object({
    type: z.literal('described'),
    requestId: z.number(),
    inputs: z.array(modelValue),
    outputs: z.array(modelValue),
  }),
  z.object({
    type: z.literal('refused'),
    requestId: z.number(),
    reason: z.enum(['invalid', 'failed']),
    message: z.string(),
  }),
]);
type Answer = z.infer<typeof answerSchema>;

const INFER_LIMIT_MS = 2000;
const LOAD_LIMIT_MS = 5000;
const STARTS_PER_MINUTE = 4;
/** A model that has brought the process down so often is not run again. */
const FALLS_PER_MODEL = 2;

type Waiting = { policyId: string; limitMs: number; settle(answer: Answer): void; fail(fault: BotFault): void };
type Model = { bytes: Uint8Array; metadata: PolicyMetadata; falls: number };
type Live = { helper: Helper; waiting: Map<number, Waiting>; timer: NodeJS.Timeout | undefined };

export type ModelProcess = Bots & {
  /** What goes into a model and comes out. Rejects with BotFault when it is none. */
  describe(model: Uint8Array): Promise<ModelValues>;
};

/**
 * The client of the bot process. It is started with the first model, and again (with all models) when it has died or when an
 * answer is more than two seconds overdue. What was asked of a process that is gone fails; a model that hangs again is given up.
 * `batches` false: every question is run by itself. A row of a batch may differ from a run by itself in its last digits, and
 * what waits together depends on the time: without batches the same questions get the same answers.
 */
export function createBots(helpers: Helpers, { batches }: { batches: boolean } = { batches: true }): ModelProcess {
  const models = new Map<string, Model>();
  const loads = new Map<string, Promise<void>>();
  let live: Promise<Live> | null = null;
  let startTimesMs: number[] = [];
  let lastRequestId = 0;
  let closed = false;

  /** The first in line is the one that runs: only its time counts. */
  function watch(process: Live): void {
    clearTimeout(process.timer);
    const [head] = process.waiting.values();
    if (head === undefined) return;
    process.timer = setTimeout(() => {
      const model = models.get(head.policyId);
      if (model !== undefined) model.falls += 1;
      process.helper.kill();
    }, head.limitMs);
  }

  async function startProcess(): Promise<Live> {
    const nowMs = performance.now();
    startTimesMs = startTimesMs.filter((atMs) => nowMs - atMs < 60_000);
    if (closed || startTimesMs.length >= STARTS_PER_MINUTE)
      throw new BotFault('failed', 'the bot process keeps going down; it rests for a minute');
    startTimesMs.push(nowMs);
    const process: Live = { helper: await helpers.start('bots'), waiting: new Map(), timer: undefined };
    process.helper.port.onMessage((message) => {
      const parsed = answerSchema.safeParse(message);
      if (!parsed.success) return;
      const waiter = process.waiting.get(parsed.data.requestId);
      process.waiting.delete(parsed.data.requestId);
      watch(process);
      waiter?.settle(parsed.data);
    });
    void process.helper.died.then((reason) => {
      clearTimeout(process.timer);
      live = null;
      for (const { fail } of process.waiting.values())
        fail(new BotFault('failed', `the bot process is gone: ${reason}`));
      process.waiting.clear();
      if (!closed && models.size > 0) reach().catch(() => undefined);
    });
    for (const [policyId, model] of models)
      if (model.falls < FALLS_PER_MODEL) void sendModel(process, policyId, model).catch(() => undefined);
    return process;
  }

  function reach(): Promise<Live> {
    if (live === null) {
      live = startProcess();
      live.catch(() => {
        live = null;
      });
    }
    return live;
  }

  function send(
    process: Live,
    policyId: string,
    limitMs: number,
    make: (requestId: number) => BotRequest,
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      lastRequestId += 1;
      process.waiting.set(lastRequestId, { policyId, limitMs, settle: resolve, fail: reject });
      process.helper.port.post(make(lastRequestId));
      if (process.waiting.size === 1) watch(process);
    });
  }

  async function sendModel(process: Live, policyId: string, { bytes, metadata }: Model): Promise<void> {
    const answer = await send(process, policyId, LOAD_LIMIT_MS, (requestId) => ({
      type: 'load',
      requestId,
      policyId,
      model: bytes,
      metadata,
      batches,
    }));
    if (answer.type === 'refused') throw new BotFault(answer.reason, answer.message);
  }

  async function loadOnce(policyId: string, model: Model): Promise<void> {
    const process = await reach();
    await sendModel(process, policyId, model);
    models.set(policyId, model);
  }

  return {
    load(policyId, bytes, metadata) {
      const known = loads.get(policyId);
      if (known !== undefined) return known;
      const loading = loadOnce(policyId, { bytes, metadata, falls: 0 });
      loads.set(policyId, loading);
      loading.catch(() => loads.delete(policyId));
      return loading;
    },
    async infer(policyId, obs, memory): Promise<BotReply> {
      const model = models.get(policyId);
      if (model === undefined) throw new BotFault('failed', `no policy ${policyId} is loaded`);
      if (model.falls >= FALLS_PER_MODEL)
        throw new BotFault('failed', `the model of ${policyId} hangs; it is not run any more`);
      const process = await reach();
      const answer = await send(process, policyId, INFER_LIMIT_MS, (requestId) => ({
        type: 'infer',
        requestId,
        policyId,
        obs,
        memory,
      }));
      if (answer.type === 'inferred') return answer;
      throw answer.type === 'refused'
        ? new BotFault(answer.reason, answer.message)
        : new BotFault('failed', 'the bot process answered another question');
    },
    async describe(model) {
      const answer = await send(await reach(), '', LOAD_LIMIT_MS, (requestId) => ({
        type: 'describe',
        requestId,
        model,
      }));
      if (answer.type === 'described') return answer;
      throw new BotFault(
        'failed',
        answer.type === 'refused' ? answer.message : 'the bot process answered something else',
      );
    },
    async close() {
      closed = true;
      const process = await live?.catch(() => null);
      process?.helper.kill();
      await process?.helper.died;
    },
  };
}
