import type { BotAnswer, BotRequest, PolicyMetadata } from '../../../protocol/policy';
import { checkModelShapes, countInputs, type ModelValue, singleShape } from './checkModelShapes';

/** A model in memory, whichever library runs it. */
export type LoadedModel = {
  inputs: readonly ModelValue[];
  outputs: readonly ModelValue[];
  /** Runs it on one observation; the named output, flat. */
  run(
    input: { name: string; shape: number[]; values: Float32Array },
    outputName: string,
  ): Promise<ArrayLike<number | bigint>>;
};

export type ServeBotsDeps = {
  sha256(bytes: Uint8Array): string;
  loadModel(bytes: Uint8Array): Promise<LoadedModel>;
  post(answer: BotAnswer): void;
  nowMs(): number;
};

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
  const models = new Map<string, { model: LoadedModel; metadata: PolicyMetadata }>();
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
    const startedMs = deps.nowMs();
    for (let run = 0; run < WARM_UP_RUNS; run += 1)
      await runModel(model, metadata, new Float32Array(countInputs(metadata)));
    models.set(policyId, { model, metadata });
    return { type: 'loaded', requestId, warmUpMs: deps.nowMs() - startedMs };
  }

  async function infer({ requestId, policyId, obs }: Extract<BotRequest, { type: 'infer' }>): Promise<BotAnswer> {
    const found = models.get(policyId);
    if (found === undefined) throw new Refused('failed', `no policy ${policyId} is loaded`);
    const wanted = countInputs(found.metadata);
    if (obs.length !== wanted) {
      throw new Refused(
        'failed',
        `the model takes ${wanted} numbers ([${singleShape(found.metadata).join(', ')}]), the environment observes ${obs.length}`,
      );
    }
    const startedMs = deps.nowMs();
    const output = await runModel(found.model, found.metadata, Float32Array.from(obs));
    const inferMs = deps.nowMs() - startedMs;
    if (!output.every(Number.isFinite)) throw new Refused('invalid', 'the model answered NaN or infinity');
    return { type: 'inferred', requestId, output, inferMs };
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

async function runModel(model: LoadedModel, metadata: PolicyMetadata, values: Float32Array): Promise<number[]> {
  const output = await model.run(
    { name: metadata.input.name, shape: singleShape(metadata), values },
    metadata.output.name,
  );
  return Array.from(output, Number);
}

function isBotRequest(message: unknown): message is BotRequest {
  return (
    typeof message === 'object' &&
    message !== null &&
    'type' in message &&
    (message.type === 'load' || message.type === 'infer')
  );
}
