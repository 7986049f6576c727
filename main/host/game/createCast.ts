import type { Action, Outcome } from '../../../protocol/environment';
import type { PolicySpec } from '../../../protocol/study';
import type { Bots } from './Bots';
import { type AgentModel, createModelAsker } from './createModelAsker';
import { createReactions, type Reaction } from './createReactions';
import { drawRandomAction } from './drawRandomAction';
import type { GameSpec } from './GameSpec';
import type { AgentMove } from './jointAction';
import { pickAllowed, type Turn } from './readTurn';
import { RunnerFault } from './RunnerPool';

/** Policies of a game, each with the agent that it acts for. */
export type Cast = {
  /** The agents whose observations a model reads. */
  readers: string[];
  /** Makes the models ready. Rejects with RunnerFault when one cannot be used. */
  open(): Promise<void>;
  /** Lets the policy of an agent begin anew with what it sees next. */
  forget(agent: string): void;
  /** Shows the models what they are to act on in tick `tick` + 1; of a turn, those whose turn it is. */
  ask(tick: number, episodeSeed: number, observations: Outcome['obs'], turn: Turn): void;
  /** What the policies of `agents` do in a tick of an episode with this seed: nothing that is forbidden to their agents. */
  moves(
    tick: number,
    episodeSeed: number,
    agents: ReadonlySet<string>,
    allowed: Turn['allowed'],
  ): Record<string, AgentMove>;
  /** Settles when the models have answered for tick `tick`. */
  whenReady(tick: number): Promise<void>;
  /** Whether a model is at work on its answer for tick `tick`. One that has fallen behind, or hangs, is at work on an older one. */
  isAtWork(tick: number): boolean;
  /** Settles when none is any more. */
  whenServed(tick: number): Promise<void>;
};

/** `names`: agent → the policy that acts for it. `part`: tells the memories of its models from those of other casts. */
export function createCast(
  deps: { bots: Bots; nowMs(): number },
  spec: Pick<GameSpec, 'game' | 'study' | 'policies' | 'from' | 'episodeSeed'>,
  names: Record<string, string>,
  part: string,
): Cast {
  const byAgent = new Map<string, { name: string; policy: PolicySpec }>();
  const models: Record<string, AgentModel> = {};
  const reacting: Record<string, Reaction> = {};
  const missing: string[] = [];
  for (const [agent, name] of Object.entries(names)) {
    const policy = spec.policies[name];
    if (policy === undefined) {
      missing.push(name);
      continue;
    }
    byAgent.set(agent, { name, policy });
    if (policy.kind !== 'onnx') continue;
    const { metadata, fallback, reactionTicks = 0, everyTicks = 1 } = policy;
    models[agent] = {
      policy: name,
      policyId: `${spec.study.id}/${name}`,
      metadata,
      fallback,
      memoryKey: `${spec.game}/${agent}/${part}`,
      resumedSeed: resumedSeedOf(spec, agent, name),
    };
    reacting[agent] = { reactionTicks, everyTicks };
  }
  const asker = createModelAsker(deps, models);
  const reactions = createReactions(reacting);

  function moveOf(
    agent: string,
    { name, policy }: { name: string; policy: PolicySpec },
    tick: number,
    seed: number,
    allowed: readonly Action[] | undefined,
  ): AgentMove {
    if (policy.kind === 'onnx') {
      const repeated = reactions.repeated(agent);
      if (repeated !== null) return { by: 'policy', policy: name, action: pickAllowed(repeated.action, allowed) };
      const fallback = pickAllowed(policy.fallback, allowed);
      const answer = asker.answerTo(agent, tick - 1);
      reactions.played(agent, answer.state === 'answered' ? answer.action : fallback);
      const memory = asker.takeMemory(agent);
      const lateAnswers = asker.takeLate(agent);
      return { by: 'model', policy: name, answer, lateAnswers, fallback, ...(memory !== null && { memory }) };
    }
    if (policy.kind === 'noop') return { by: 'policy', policy: name, action: pickAllowed(policy.action, allowed) };
    const known = policy.actions.filter((action) => allowed?.includes(action) ?? true);
    const actions = known.length === 0 && allowed !== undefined ? allowed : known;
    return { by: 'policy', policy: name, action: drawRandomAction(actions, seed, agent, tick) };
  }

  return {
    readers: Object.keys(models),
    async open() {
      const [unknown] = missing;
      if (unknown !== undefined) throw unusable(unknown, 'the study has no policy of this name');
      for (const { name, policy } of byAgent.values()) {
        if (policy.kind !== 'onnx') continue;
        try {
          await deps.bots.load(`${spec.study.id}/${name}`, await spec.study.readFile(policy.model), policy.metadata);
        } catch (cause) {
          throw unusable(name, cause instanceof Error ? cause.message : String(cause), policy.model);
        }
      }
    },
    forget(agent) {
      reactions.forget(agent);
      asker.forget(agent);
    },
    ask(tick, episodeSeed, observations, { waits, allowed }) {
      const seen = Object.entries(observations).filter(([agent]) => waits?.has(agent) ?? true);
      asker.ask(tick, episodeSeed, reactions.take(tick, episodeSeed, Object.fromEntries(seen)), allowed);
    },
    moves(tick, episodeSeed, agents, allowed) {
      return Object.fromEntries(
        [...byAgent]
          .filter(([agent]) => agents.has(agent))
          .map(([agent, acting]) => [agent, moveOf(agent, acting, tick, episodeSeed, allowed[agent])]),
      );
    },
    whenReady: (tick) => asker.whenAnswered(tick - 1),
    isAtWork: (tick) => asker.isAtWork(tick - 1),
    whenServed: (tick) => asker.whenServed(tick - 1),
  };
}

/** The seed of the episode that is taken up again, if this policy has acted for the agent in it. */
function resumedSeedOf(
  { from, episodeSeed }: Pick<GameSpec, 'from' | 'episodeSeed'>,
  agent: string,
  name: string,
): number | null {
  const acted = from?.ticks?.some(({ policies }) => policies[agent]?.policy === name) ?? false;
  return from !== null && acted ? episodeSeed(from.episode) : null;
}

function unusable(policy: string, reason: string, file: string | null = null): RunnerFault {
  return new RunnerFault(
    { kind: 'contract', message: `policy ${policy} cannot be used: ${reason}`, file, line: null },
    'author',
    true,
  );
}
