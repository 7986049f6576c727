import type { BotAnswer, BotRequest } from '../../../protocol/policy';
import { checkModelShapes, countInputs, singleShape } from './checkModelShapes';
import { createMemories, type Memory } from './createMemories';
import { planInputs } from './planInputs';
import { type Asked, canBatch, type KnownModel, type LoadedModel, runModel, type Told } from './runModel';

export type ServeBotsDeps = {
  sha256(bytes: Uint8Array): string;
  loadModel(bytes: Uint8Array): Promise<LoadedModel>;
  post(answer: BotAnswer): void;
  nowMs(): number;
  /** Settles when what has come by now has been received. */
  whenRead(): Promise<void>;
};

type Ready = KnownModel & { batches: boolean };
type InferRequest = Extract<BotRequest, { type: 'infer' }>;
/** `key`: where what it told is kept; null: nowhere. */
type Run = { requestId: number; key: string | null; memory: Memory | null; asked: Asked };

/** Runs before a model counts as ready: the first ones allocate. */
const WARM_UP_RUNS = 3;
const HASH_SHOWN = 12;
const ROWS_AT_MOST = 64;

class Refused extends Error {
  constructor(
    readonly reason: 'invalid' | 'failed',
    message: string,
  ) {
    super(message);
  }
}

/**
 * The bot process's inside: answers requests one after another, each with exactly one answer. What waits for the model that is
 * next is run with it as one batch, if the model takes any number of rows; nothing waits for more to come.
 */
export function serveBots(deps: ServeBotsDeps): { receive(message: unknown): void } {
  const models = new Map<string, Ready>();
  const memories = createMemories();
  let waiting: BotRequest[] = [];
  let isServing = false;

  async function load({
    requestId,
    policyId,
    model: bytes,
    metadata,
    batches,
  }: Extract<BotRequest, { type: 'load' }>): Promise<BotAnswer> {
    const found = deps.sha256(bytes);
    if (found !== metadata.sha256) {
      throw new Refused(
        'failed',
        `the model's SHA-256 is ${found.slice(0, HASH_SHOWN)}…, its metadata says ${metadata.sha256.slice(0, HASH_SHOWN)}…: the file was changed or damaged`,
      );
    }
    const model = await deps.loadModel(bytes);
    const mismatch = checkModelShapes(model.inputs, model.outputs, metadata);
    if (mismatch !== null) throw new Refused('failed', mismatch);
    const plan = planInputs(model.inputs, model.outputs, metadata);
    if (typeof plan === 'string') throw new Refused('failed', plan);
    const known: KnownModel = { model, metadata, plan };
    const startedMs = deps.nowMs();
    const zeros: Asked = { values: new Float32Array(countInputs(metadata)), state: new Map() };
    for (let run = 0; run < WARM_UP_RUNS; run += 1) await runModel(known, [zeros]);
    models.set(policyId, { ...known, batches: batches && (await canBatch(known)) });
    return { type: 'loaded', requestId, warmUpMs: deps.nowMs() - startedMs };
  }

  async function describe({ requestId, model }: Extract<BotRequest, { type: 'describe' }>): Promise<BotAnswer> {
    const { inputs, outputs } = await deps.loadModel(model);
    return { type: 'described', requestId, inputs, outputs };
  }

  function prepare({ requestId, policyId, obs, memory: use }: InferRequest, { metadata, plan }: Ready): Run {
    const wanted = countInputs(metadata);
    if (obs.length !== wanted) {
      throw new Refused(
        'failed',
        `the model takes ${wanted} numbers ([${singleShape(metadata).join(', ')}]), the environment observes ${obs.length}`,
      );
    }
    const key = use && plan.state.length > 0 ? memoryKey(policyId, use.key) : null;
    const memory = key === null ? null : memories.recall(key, use?.begins ?? true);
    return { requestId, key, memory, asked: { values: Float32Array.from(obs), state: memory?.values ?? new Map() } };
  }

  function conclude({ requestId, key, memory }: Run, { output, state }: Told, inferMs: number): BotAnswer {
    if (!output.every(Number.isFinite)) throw new Refused('invalid', 'the model answered NaN or infinity');
    if (![...state.values()].every((values) => values.every(Number.isFinite)))
      throw new Refused('invalid', 'the state that the model told is NaN or infinity');
    if (key !== null) memories.keep(key, { values: state, note: null });
    return { type: 'inferred', requestId, output, inferMs, ...(memory?.note && { memory: memory.note }) };
  }

  /** Of each run what came of it. What makes the model fail in one row must not fail the others. */
  async function tell(found: Ready, runs: readonly Run[]): Promise<(Told | Error)[]> {
    try {
      return await runModel(
        found,
        runs.map(({ asked }) => asked),
      );
    } catch (cause) {
      if (runs.length === 1) return [cause instanceof Error ? cause : new Error(String(cause))];
      const alone: (Told | Error)[] = [];
      for (const run of runs) alone.push(...(await tell(found, [run])));
      return alone;
    }
  }

  async function infer(requests: readonly InferRequest[]): Promise<void> {
    const found = models.get(requests[0]?.policyId ?? '');
    const runs: Run[] = [];
    for (const request of requests)
      await answer(request.requestId, () => {
        if (found === undefined) throw new Refused('failed', `no policy ${request.policyId} is loaded`);
        runs.push(prepare(request, found));
        return null;
      });
    if (found === undefined || runs.length === 0) return;
    const startedMs = deps.nowMs();
    const told = await tell(found, runs);
    const inferMs = deps.nowMs() - startedMs;
    for (const [row, run] of runs.entries())
      await answer(run.requestId, () => {
        const own = told[row];
        if (own === undefined || own instanceof Error) throw own ?? new Error('the model told nothing');
        return conclude(run, own, inferMs);
      });
  }

  /** Posts what `make` gives, or why it gives nothing. */
  async function answer(requestId: number, make: () => BotAnswer | null | Promise<BotAnswer>): Promise<void> {
    try {
      const made = await make();
      if (made !== null) deps.post(made);
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      const reason = cause instanceof Refused ? cause.reason : 'failed';
      deps.post({ type: 'refused', requestId, reason, message });
    }
  }

  /** What can be run with the first that waits, in order; of one memory only one at a time. */
  function takeBatch(first: InferRequest): InferRequest[] {
    if (models.get(first.policyId)?.batches !== true) return [first];
    const batch = [first];
    const keys = new Set([first.memory?.key]);
    waiting = waiting.filter((request) => {
      if (request.type !== 'infer' || request.policyId !== first.policyId || batch.length >= ROWS_AT_MOST) return true;
      const { memory } = request;
      if (memory !== undefined && keys.has(memory.key)) return true;
      keys.add(memory?.key);
      batch.push(request);
      return false;
    });
    return batch;
  }

  async function serve(): Promise<void> {
    await deps.whenRead();
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const request = next;
      if (request.type === 'load') await answer(request.requestId, () => load(request));
      else if (request.type === 'describe') await answer(request.requestId, () => describe(request));
      else await infer(takeBatch(request));
    }
    isServing = false;
  }

  return {
    receive(message) {
      if (!isBotRequest(message)) return;
      waiting.push(message);
      if (isServing) return;
      isServing = true;
      void serve();
    },
  };
}

const memoryKey = (policyId: string, key: string): string => `${policyId}\0${key}`;

function isBotRequest(message: unknown): message is BotRequest {
  return (
    typeof message === 'object' &&
    message !== null &&
    'type' in message &&
    (message.type === 'load' || message.type === 'infer' || message.type === 'describe')
  );
}
