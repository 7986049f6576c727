import type { BotAnswer, BotRequest, PolicyMetadata } from '../../../protocol/policy';
import { checkModelShapes, countInputs, type ModelValue, singleShape } from './checkModelShapes';
import { createMemories, type Memory } from './createMemories';
import { type InputPlan, planInputs } from './planInputs';

/** Numbers for an input of a model. */
export type ModelInput = { name: string; shape: number[]; values: Float32Array };
/** A model in memory, whichever library runs it. */
export type LoadedModel = {
  inputs: readonly ModelValue[];
  outputs: readonly ModelValue[];
  /** Runs it once; the named outputs in their order, each flat. */
  run(inputs: ModelInput[], outputNames: string[]): Promise<ArrayLike<number | bigint>[]>;
};

export type ServeBotsDeps = {
  sha256(bytes: Uint8Array): string;
  loadModel(bytes: Uint8Array): Promise<LoadedModel>;
  post(answer: BotAnswer): void;
  nowMs(): number;
};

type Ready = { model: LoadedModel; metadata: PolicyMetadata; plan: InputPlan };
type State = Memory['values'];

/** Runs before a model counts as ready: the first ones allocate. */
const WARM_UP_RUNS = 3;
const HASH_SHOWN = 12;

class Refused extends Error {
  constructor(
    readonly reason: 'invalid' | 'failed',
    message: string,
  ) {
    super(message);
  }
}

/** The bot process's inside: answers requests one after another, each with exactly one answer. */
export function serveBots(deps: ServeBotsDeps): { receive(message: unknown): void } {
  const models = new Map<string, Ready>();
  const memories = createMemories();
  let line: Promise<void> = Promise.resolve();

  async function load({
    requestId,
    policyId,
    model: bytes,
    metadata,
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
    const ready: Ready = { model, metadata, plan };
    const startedMs = deps.nowMs();
    for (let run = 0; run < WARM_UP_RUNS; run += 1)
      await runModel(ready, new Float32Array(countInputs(metadata)), new Map());
    models.set(policyId, ready);
    return { type: 'loaded', requestId, warmUpMs: deps.nowMs() - startedMs };
  }

  async function infer({
    requestId,
    policyId,
    obs,
    memory: use,
  }: Extract<BotRequest, { type: 'infer' }>): Promise<BotAnswer> {
    const found = models.get(policyId);
    if (found === undefined) throw new Refused('failed', `no policy ${policyId} is loaded`);
    const wanted = countInputs(found.metadata);
    if (obs.length !== wanted) {
      throw new Refused(
        'failed',
        `the model takes ${wanted} numbers ([${singleShape(found.metadata).join(', ')}]), the environment observes ${obs.length}`,
      );
    }
    const key = use && found.plan.state.length > 0 ? `${policyId}\0${use.key}` : null;
    const memory = key === null ? null : memories.recall(key, use?.begins ?? true);
    const startedMs = deps.nowMs();
    const { output, state } = await runModel(found, Float32Array.from(obs), memory?.values ?? new Map());
    const inferMs = deps.nowMs() - startedMs;
    if (!output.every(Number.isFinite)) throw new Refused('invalid', 'the model answered NaN or infinity');
    if (![...state.values()].every((values) => values.every(Number.isFinite)))
      throw new Refused('invalid', 'the state that the model told is NaN or infinity');
    if (key !== null) memories.keep(key, { values: state, note: null });
    return { type: 'inferred', requestId, output, inferMs, ...(memory?.note && { memory: memory.note }) };
  }

  async function answer(request: BotRequest): Promise<BotAnswer> {
    try {
      return await (request.type === 'load' ? load(request) : infer(request));
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      return {
        type: 'refused',
        requestId: request.requestId,
        reason: cause instanceof Refused ? cause.reason : 'failed',
        message,
      };
    }
  }

  return {
    receive(message) {
      if (isBotRequest(message)) line = line.then(async () => deps.post(await answer(message)));
    },
  };
}

/** One run on one observation. `state`: by input, what the run before told; zeros where nothing is known. */
async function runModel(
  { model, metadata, plan }: Ready,
  values: Float32Array,
  state: State,
): Promise<{ output: number[]; state: State }> {
  const observation = { name: metadata.input.name, shape: singleShape(metadata), values };
  const fixed = plan.fixed.map((one) => ({ ...one, values: Float32Array.from(one.values) }));
  const carried = plan.state.map(({ input, shape }) => ({
    name: input,
    shape,
    values: state.get(input) ?? new Float32Array(shape.reduce((count, size) => count * size, 1)),
  }));
  const names = [metadata.output.name, ...plan.state.map(({ output }) => output)];
  const [output = [], ...told] = await model.run([observation, ...fixed, ...carried], names);
  const next = plan.state.map(({ input }, index) => [input, Float32Array.from(told[index] ?? [], Number)] as const);
  return { output: Array.from(output, Number), state: new Map(next) };
}

function isBotRequest(message: unknown): message is BotRequest {
  return (
    typeof message === 'object' &&
    message !== null &&
    'type' in message &&
    (message.type === 'load' || message.type === 'infer')
  );
}
