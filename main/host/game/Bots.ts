import type { PolicyMetadata } from '../../../protocol/policy';

export type BotReply = { output: number[]; inferMs: number };

/** The process that runs ONNX models. */
export type Bots = {
  /**
   * Makes a model ready under a name of the caller's. Loading the same name again is the same load.
   * Rejects with the reason in words: hash differs, shapes differ, not a model.
   */
  load(policyId: string, model: Uint8Array, metadata: PolicyMetadata): Promise<void>;
  /** Runs a loaded model on one observation, flat. Rejects with BotFault. */
  infer(policyId: string, obs: number[]): Promise<BotReply>;
  close(): Promise<void>;
};

/** Why a model gave no usable answer. `invalid`: it answered NaN; `failed`: it raised, hung, or its process died. */
export class BotFault extends Error {
  constructor(
    readonly reason: 'invalid' | 'failed',
    message: string,
  ) {
    super(message);
    this.name = 'BotFault';
  }
}
