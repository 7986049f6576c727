import type { Action, Outcome } from '../../../protocol/environment';

/** Whose action the next tick is for, and which actions are theirs to take. */
export type Turn = {
  /** The agents without whom there is no next tick; null: it comes by the clock, for all in play. */
  waits: ReadonlySet<string> | null;
  /** Of agents to whom some actions are forbidden: those that are not, at least one. */
  allowed: Readonly<Record<string, readonly Action[]>>;
};

/** The turn that an outcome leads to. */
export function readTurn({ waits, allowed = {} }: Pick<Outcome, 'waits' | 'allowed'>): Turn {
  const some = Object.entries(allowed).filter(([, actions]) => actions.length > 0);
  return { waits: waits?.length ? new Set(waits) : null, allowed: Object.fromEntries(some) };
}

/** The agents in play who act in the next tick. */
export function listActing({ waits }: Turn, live: ReadonlySet<string>): ReadonlySet<string> {
  return waits === null ? live : new Set([...live].filter((agent) => waits.has(agent)));
}

/** The action, or, where it is forbidden, the first that is not. */
export function pickAllowed(action: Action, allowed: readonly Action[] | undefined): Action {
  const [first] = allowed ?? [];
  return first === undefined || allowed?.includes(action) ? action : first;
}
