import type { Action, AuthorError, Outcome } from '../../../protocol/environment';
import type { PolicySpec } from '../../../protocol/study';
import { type AgentMind, createAsker } from './createAsker';
import { createMind, describePolicyFault, type ThinkingPolicy, thinks } from './createMind';
import { createReactions, type Reaction } from './createReactions';
import { drawRandomAction } from './drawRandomAction';
import type { GameSpec } from './GameSpec';
import type { AgentMove } from './jointAction';
import type { Mind } from './Mind';
import { pickAllowed, type Turn } from './readTurn';
import { RunnerFault } from './RunnerPool';
import type { GameDeps } from './RunningGame';

/** What a cast needs of those around the game. */
export type CastDeps = Pick<GameDeps, 'pool' | 'bots' | 'nowMs' | 'log'>;

/** Policies of a game, each with the agent that it acts for. */
export type Cast = {
  /** The agents whose observations are looked at. */
  readers: string[];
  /** Makes them ready. Rejects with RunnerFault when one cannot be used. */
  open(): Promise<void>;
  /** Lets the policy of an agent begin anew with what it sees next. */
  forget(agent: string): void;
  /** Shows those that think what they are to act on in tick `tick` + 1; of a turn, those whose turn it is. */
  ask(tick: number, episodeSeed: number, observations: Outcome['obs'], turn: Turn): void;
  /** What the policies of `agents` do in a tick of an episode with this seed: nothing that is forbidden to their agents. */
  moves(
    tick: number,
    episodeSeed: number,
    agents: ReadonlySet<string>,
    allowed: Turn['allowed'],
  ): Record<string, AgentMove>;
  /** Settles when all have answered for tick `tick`. */
  whenReady(tick: number): Promise<void>;
  /** Whether one is at work on its answer for tick `tick`. One that has fallen behind, or hangs, is at work on an older one. */
  isAtWork(tick: number): boolean;
  /** Settles when none is any more. */
  whenServed(tick: number): Promise<void>;
  close(): void;
};

/** `names`: agent → the policy that acts for it. `part`: tells the memories of this cast from those of others. */
export function createCast(
  deps: CastDeps,
  spec: Pick<GameSpec, 'game' | 'study' | 'policies' | 'from' | 'episodeSeed'>,
  names: Record<string, string>,
  part: string,
): Cast {
  const byAgent = new Map<string, { name: string; policy: PolicySpec }>();
  const minds: Record<string, AgentMind & { name: string; policy: ThinkingPolicy; mind: Mind }> = {};
  const reacting: Record<string, Reaction> = {};
  const missing: string[] = [];
  for (const [agent, name] of Object.entries(names)) {
    const policy = spec.policies[name];
    if (policy === undefined) {
      missing.push(name);
      continue;
    }
    byAgent.set(agent, { name, policy });
    if (!thinks(policy)) continue;
    const mind = createMind({ ...deps, log: (text) => deps.log(spec.game, text) }, policy, {
      study: spec.study,
      name,
      agent,
      key: `${spec.game}/${agent}/${part}`,
    });
    minds[agent] = { name, policy, mind, resumedSeed: resumedSeedOf(spec, agent, name) };
    const { reactionTicks = 0, everyTicks = 1 } = policy;
    reacting[agent] = { reactionTicks, everyTicks };
  }
  const asker = createAsker(deps, minds);
  const reactions = createReactions(reacting);

  function moveOf(
    agent: string,
    { name, policy }: { name: string; policy: PolicySpec },
    tick: number,
    seed: number,
    allowed: readonly Action[] | undefined,
  ): AgentMove {
    if (thinks(policy)) {
      const repeated = reactions.repeated(agent);
      if (repeated !== null) return { by: 'policy', policy: name, action: pickAllowed(repeated.action, allowed) };
      const fallback = pickAllowed(policy.fallback, allowed);
      const answer = asker.answerTo(agent, tick - 1);
      reactions.played(agent, answer.state === 'answered' ? answer.action : fallback);
      const memory = asker.takeMemory(agent);
      const lateAnswers = asker.takeLate(agent);
      return { by: 'mind', policy: name, answer, lateAnswers, fallback, ...(memory !== null && { memory }) };
    }
    if (policy.kind === 'noop') return { by: 'policy', policy: name, action: pickAllowed(policy.action, allowed) };
    const known = policy.actions.filter((action) => allowed?.includes(action) ?? true);
    const actions = known.length === 0 && allowed !== undefined ? allowed : known;
    return { by: 'policy', policy: name, action: drawRandomAction(actions, seed, agent, tick) };
  }

  return {
    readers: Object.keys(minds),
    async open() {
      const [unknown] = missing;
      if (unknown !== undefined)
        throw unusable(unknown, {
          kind: 'contract',
          message: 'the study has no policy of this name',
          file: null,
          line: null,
        });
      const opening = Object.values(minds).map(({ name, policy, mind }) =>
        mind.open().catch((cause: unknown) => {
          throw unusable(name, describePolicyFault(policy, cause));
        }),
      );
      await Promise.all(opening);
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
    close() {
      for (const { mind } of Object.values(minds)) mind.close();
    },
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

function unusable(name: string, error: AuthorError): RunnerFault {
  return new RunnerFault({ ...error, message: `policy ${name} cannot be used: ${error.message}` }, 'author', true);
}
