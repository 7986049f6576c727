import type { AuthorError } from '../../../protocol/environment';
import type { MemoryNote, MemoryUse, PolicyMetadata } from '../../../protocol/policy';

/** `memory`: a recurrent model began with an empty one. */
export type BotReply = { output: number[]; inferMs: number; memory?: MemoryNote | undefined };

/** The process that runs ONNX models. */
export type Bots = {
  /**
   * Makes a model ready under a name of the caller's. Loading the same name again is the same load.
   * Rejects with the reason in words: hash differs, shapes differ, not a model.
   */
  load(policyId: string, model: Uint8Array, metadata: PolicyMetadata): Promise<void>;
  /**
   * Runs a loaded model on one observation, flat. Rejects with BotFault. `memory`: where a recurrent one has its state; it is
   * then the next one's, unless the model failed or told NaN. Of one memory, the next is asked when the one before is answered.
   */
  infer(policyId: string, obs: number[], memory?: MemoryUse): Promise<BotReply>;
  close(): Promise<void>;
};

/**
 * Why a model, or a class in Python, gave no usable answer. `invalid`: it answered NaN, or what is no action; `failed`: it raised,
 * hung, or its process died. `error`: where in the author's code.
 */
export class BotFault extends Error {
  constructor(
    readonly reason: 'invalid' | 'failed',
    message: string,
    readonly error: AuthorError | null = null,
  ) {
    super(message);
    this.name = 'BotFault';
  }
}
