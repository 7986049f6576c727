import type { Action } from '../../../protocol/environment';
import type { MemoryNote } from '../../../protocol/policy';
import type { BotDecision } from './decideBotAction';

/** What an agent observed in tick `tick` of an episode with this seed. */
export type MindQuestion = {
  tick: number;
  episodeSeed: number;
  observation: unknown;
  /** Of an agent to whom some actions are forbidden, those that are not. */
  allowed: readonly Action[] | undefined;
  /** With an empty memory. */
  begins: boolean;
};

/** `memory`: it began with an empty one. */
export type Thought = { decision: BotDecision; memory?: MemoryNote | undefined };

/** What decides for one agent of a game, and takes its time: a model, or a class in Python. */
export type Mind = {
  /** Makes it ready. Rejects in words when it cannot be used. */
  open(): Promise<void>;
  /** Is asked the next question when the one before is answered. Rejects with BotFault. */
  decide(question: MindQuestion): Promise<Thought>;
  close(): void;
};
