import type { Outcome } from '../../../protocol/environment';
import { type Cast, type CastDeps, createCast } from './createCast';
import type { GameSpec } from './GameSpec';
import type { AgentMove } from './jointAction';

/**
 * The policies that act for agents of a game, stand in for a human whose action is missing, or take over for one who is gone. One
 * that stands in for a human decides in every tick; where the human acts, that decides.
 */
export type Policies = Omit<Cast, 'forget'> & {
  /** The agents of humans that policies have taken over. */
  takenOver(): ReadonlySet<string>;
  /** Lets policies act for these agents of humans, and for no others; gives those that are new among them. */
  takeOver(agents: ReadonlySet<string>): string[];
};

/** Two casts: those that act as the game began, and those that may take over. An agent has one of each at most. */
export function createPolicies(deps: CastDeps, spec: GameSpec): Policies {
  const usual = createCast(deps, spec, usualNames(spec), 'usual');
  const spare = createCast(deps, spec, spec.takeOver, 'spare');
  const casts = [usual, spare];
  let takenOver: ReadonlySet<string> = new Set();

  const split = (agents: Iterable<string>): [usual: Set<string>, spare: Set<string>] => {
    const all = [...agents];
    return [
      new Set(all.filter((agent) => !takenOver.has(agent))),
      new Set(all.filter((agent) => takenOver.has(agent))),
    ];
  };

  function inPlace(agent: string, move: AgentMove): AgentMove {
    const member = spec.members[agent];
    return member !== undefined && 'participant' in member ? { ...move, inPlaceOf: member.participant } : move;
  }

  return {
    readers: [...new Set(casts.flatMap(({ readers }) => readers))],
    async open() {
      await Promise.all(casts.map((cast) => cast.open()));
    },
    takenOver: () => takenOver,
    takeOver(agents) {
      const fresh = [...agents].filter((agent) => !takenOver.has(agent));
      takenOver = new Set(agents);
      for (const agent of fresh) spare.forget(agent);
      return fresh;
    },
    ask(tick, episodeSeed, observations, turn) {
      for (const [index, agents] of split(Object.keys(observations)).entries())
        casts[index]?.ask(tick, episodeSeed, pick(observations, agents), turn);
    },
    moves(tick, episodeSeed, agents, allowed) {
      const [acting, taking] = split(agents);
      const taken = Object.entries(spare.moves(tick, episodeSeed, taking, allowed));
      return {
        ...usual.moves(tick, episodeSeed, acting, allowed),
        ...Object.fromEntries(taken.map(([agent, move]) => [agent, inPlace(agent, move)])),
      };
    },
    async whenReady(tick) {
      for (const cast of casts) await cast.whenReady(tick);
    },
    isAtWork: (tick) => casts.some((cast) => cast.isAtWork(tick)),
    async whenServed(tick) {
      for (const cast of casts) await cast.whenServed(tick);
    },
    close() {
      for (const cast of casts) cast.close();
    },
  };
}

/** Of each agent that a policy acts for, or stands in for where an action is missing: its name. */
function usualNames({ members, missingAction }: GameSpec): Record<string, string> {
  return Object.fromEntries(
    Object.entries(members).flatMap(([agent, member]) => {
      if ('policy' in member) return [[agent, member.policy]];
      const acts = missingAction[agent] ?? 'default';
      return acts === 'default' || acts === 'last' ? [] : [[agent, acts]];
    }),
  );
}

const pick = (observations: Outcome['obs'], agents: ReadonlySet<string>): Outcome['obs'] =>
  Object.fromEntries(Object.entries(observations).filter(([agent]) => agents.has(agent)));
