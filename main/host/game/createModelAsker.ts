import type { Action } from '../../../protocol/environment';
import type { PolicyMetadata } from '../../../protocol/policy';
import { BotFault, type Bots } from './Bots';
import { decideBotAction } from './decideBotAction';
import { flattenObservation } from './flattenObservation';
import type { ModelAnswer } from './jointAction';

/** A model that acts for an agent. */
export type AgentModel = { policy: string; policyId: string; metadata: PolicyMetadata; fallback: Action };

/** Asks the models of a game, one question per agent at a time: a slow model skips observations, it never falls behind. */
export type ModelAsker = {
  /** Asks every model whose agent has an observation of tick `tick`. */
  ask(tick: number, observations: Record<string, unknown>): void;
  /** What the agent's model has answered to the observation of tick `tick`. */
  answerTo(agent: string, tick: number): ModelAnswer;
  /** Settles when every question about tick `tick` has its answer, good or bad. */
  whenAnswered(tick: number): Promise<void>;
};

type Question = { tick: number; observation: unknown; askedAtMs: number };
type Desk = {
  model: AgentModel;
  next: Question | null;
  current: Question | null;
  answered: { tick: number; answer: ModelAnswer } | null;
};

export function createModelAsker(
  deps: { bots: Bots; nowMs(): number },
  models: Record<string, AgentModel>,
): ModelAsker {
  const desks = new Map<string, Desk>(
    Object.entries(models).map(([agent, model]) => [agent, { model, next: null, current: null, answered: null }]),
  );
  const waiters: (() => void)[] = [];

  async function askModel(agent: string, { model }: Desk, question: Question): Promise<ModelAnswer> {
    const flat = flattenObservation(question.observation);
    if (flat === null) return { state: 'invalid', latencyMs: null };
    try {
      const { output } = await deps.bots.infer(model.policyId, flat);
      const decision = decideBotAction(output, model.metadata, agent);
      const latencyMs = deps.nowMs() - question.askedAtMs;
      return decision.ok
        ? { state: 'answered', action: decision.action, latencyMs }
        : { state: decision.reason, latencyMs };
    } catch (cause) {
      return { state: cause instanceof BotFault ? cause.reason : 'failed', latencyMs: null };
    }
  }

  async function serve(agent: string, desk: Desk): Promise<void> {
    while (desk.next !== null) {
      const question = desk.next;
      desk.current = question;
      desk.next = null;
      desk.answered = { tick: question.tick, answer: await askModel(agent, desk, question) };
      desk.current = null;
      for (const wake of waiters.splice(0)) wake();
    }
  }

  const isOpen = (tick: number): boolean =>
    [...desks.values()].some(({ current, next }) => current?.tick === tick || next?.tick === tick);

  return {
    ask(tick, observations) {
      const askedAtMs = deps.nowMs();
      for (const [agent, desk] of desks) {
        if (!(agent in observations)) continue;
        desk.next = { tick, observation: observations[agent], askedAtMs };
        if (desk.current === null) void serve(agent, desk);
      }
    },
    answerTo(agent, tick) {
      const answered = desks.get(agent)?.answered;
      return answered?.tick === tick ? answered.answer : { state: 'pending' };
    },
    async whenAnswered(tick) {
      while (isOpen(tick)) await new Promise<void>((resolve) => waiters.push(resolve));
    },
  };
}
