import type { Action } from '../../../protocol/environment';
import type { LateAnswer } from '../../../protocol/journal';
import type { MemoryNote } from '../../../protocol/policy';
import { BotFault } from './Bots';
import type { MindAnswer } from './jointAction';
import type { Mind } from './Mind';
import type { Turn } from './readTurn';

/** What decides for an agent. */
export type AgentMind = {
  mind: Pick<Mind, 'decide'>;
  /** The seed of the episode that is taken up again and in which it has acted before: its state is lost. */
  resumedSeed: number | null;
};

/** Asks the minds of a game, one question per agent at a time: a slow one skips observations, it never falls behind. */
export type Asker = {
  /**
   * Asks every mind whose agent has an observation of tick `tick` of an episode with this seed. `allowed`: of agents to whom
   * some actions are forbidden, those that are not.
   */
  ask(tick: number, episodeSeed: number, observations: Record<string, unknown>, allowed?: Turn['allowed']): void;
  /** What the agent's mind has answered to the observation of tick `tick`; an answer that comes after this is late. */
  answerTo(agent: string, tick: number): MindAnswer;
  /** The answers that came late since the last call. Their `tick` is the one they were for: that after the observation's. */
  takeLate(agent: string): LateAnswer[];
  /** How the mind's memory began, if it did so since the last call. */
  takeMemory(agent: string): MemoryNote | null;
  /** The agent's mind begins anew with what it is asked next. */
  forget(agent: string): void;
  /** Whether a mind is at work on the observation of tick `tick`, not on an older one. */
  isAtWork(tick: number): boolean;
  /** Settles when no mind is at work on the observation of tick `tick`. */
  whenServed(tick: number): Promise<void>;
  /** Settles when every question about tick `tick` has its answer, good or bad. */
  whenAnswered(tick: number): Promise<void>;
};

type Question = {
  tick: number;
  episodeSeed: number;
  observation: unknown;
  allowed: readonly Action[] | undefined;
  askedAtMs: number;
  isMissed: boolean;
  /** With an empty memory; `lost`: which it should not have. */
  begins: MemoryNote | null;
};
type Desk = {
  mind: AgentMind['mind'];
  next: Question | null;
  current: Question | null;
  answered: { tick: number; answer: MindAnswer } | null;
  late: LateAnswer[];
  /** The last question, null before the first. */
  asked: { seed: number; tick: number } | null;
  /** Not null before the first. */
  resumedSeed: number | null;
  memory: MemoryNote | null;
};

export function createAsker(deps: { nowMs(): number }, minds: Record<string, AgentMind>): Asker {
  const desks = new Map<string, Desk>(
    Object.entries(minds).map(([agent, { mind, resumedSeed }]) => [
      agent,
      {
        mind,
        next: null,
        current: null,
        answered: null,
        late: [],
        asked: null,
        resumedSeed,
        memory: null,
      },
    ]),
  );
  const waiters: (() => void)[] = [];

  /** Every episode begins with an empty memory. */
  function beginsOf(desk: Desk, seed: number, tick: number): MemoryNote | null {
    const { asked, resumedSeed, next } = desk;
    desk.asked = { seed, tick };
    desk.resumedSeed = null;
    // One that is skipped would have begun: the next one does.
    if (asked !== null && asked.seed === seed && tick > asked.tick) return next?.begins ?? null;
    return resumedSeed === seed ? 'lost' : 'begun';
  }

  async function askMind(desk: Desk, question: Question): Promise<MindAnswer> {
    const { tick, episodeSeed, observation, allowed, begins } = question;
    try {
      const { decision, memory } = await desk.mind.decide({
        tick,
        episodeSeed,
        observation,
        allowed,
        begins: begins !== null,
      });
      if (memory !== undefined) desk.memory = begins ?? memory;
      const latencyMs = deps.nowMs() - question.askedAtMs;
      return decision.ok
        ? { state: 'answered', action: decision.action, latencyMs }
        : { state: decision.reason, latencyMs };
    } catch (cause) {
      return { state: cause instanceof BotFault ? cause.reason : 'failed', latencyMs: null };
    }
  }

  async function serve(desk: Desk): Promise<void> {
    while (desk.next !== null) {
      const question = desk.next;
      desk.current = question;
      desk.next = null;
      const answer = await askMind(desk, question);
      desk.answered = { tick: question.tick, answer };
      desk.current = null;
      if (question.isMissed && answer.state !== 'pending' && answer.latencyMs !== null)
        desk.late.push({ tick: question.tick + 1, latencyMs: answer.latencyMs });
      for (const wake of waiters.splice(0)) wake();
    }
  }

  const isAtWork = (tick: number): boolean => [...desks.values()].some(({ current }) => current?.tick === tick);
  const isOpen = (tick: number): boolean =>
    isAtWork(tick) || [...desks.values()].some(({ next }) => next?.tick === tick);
  const whenChanged = (): Promise<void> => new Promise((resolve) => waiters.push(resolve));

  return {
    ask(tick, episodeSeed, observations, allowed = {}) {
      const askedAtMs = deps.nowMs();
      for (const [agent, desk] of desks) {
        if (!(agent in observations)) continue;
        const asked = { observation: observations[agent], allowed: allowed[agent] };
        const begins = beginsOf(desk, episodeSeed, tick);
        desk.next = { tick, episodeSeed, ...asked, askedAtMs, isMissed: false, begins };
        if (desk.current === null) void serve(desk);
      }
    },
    answerTo(agent, tick) {
      const desk = desks.get(agent);
      if (desk?.answered?.tick === tick) return desk.answered.answer;
      const open = [desk?.current, desk?.next].find((question) => question?.tick === tick);
      if (!open) return { state: 'pending', waitedMs: null };
      open.isMissed = true;
      return { state: 'pending', waitedMs: deps.nowMs() - open.askedAtMs };
    },
    takeMemory(agent) {
      const desk = desks.get(agent);
      const note = desk?.memory ?? null;
      if (desk !== undefined) desk.memory = null;
      return note;
    },
    forget(agent) {
      const desk = desks.get(agent);
      if (desk !== undefined) desk.asked = null;
    },
    takeLate: (agent) => desks.get(agent)?.late.splice(0) ?? [],
    isAtWork,
    async whenServed(tick) {
      while (isAtWork(tick)) await whenChanged();
    },
    async whenAnswered(tick) {
      while (isOpen(tick)) await whenChanged();
    },
  };
}
