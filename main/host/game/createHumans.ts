import type { Action } from '../../../protocol/environment';
import type { JournalRow } from '../../../protocol/journal';
import type { GameMember, GameSpec } from './GameSpec';
import {
  emptyMailbox,
  type InputRules,
  type JudgedInput,
  type Mailbox,
  receiveInput,
  refuseInput,
  refuseWaiting,
  takeAction,
  takeAnswer,
} from './inputMailbox';
import type { GameInput, ShownReport } from './RunningGame';
import { parseKeys } from './resolveKeys';

type Human = { agent: string; participant: string; seat: string; mailbox: Mailbox };
/** Inputs that a tick took, held back until the tick has been played. */
export type TakenInputs = { agent: string; judged: JudgedInput[] }[];

/** The human agents of a game with their mailboxes. What is returned as rows is to be appended. */
export type Humans = {
  agents: string[];
  /** Takes an input into the agent's mailbox, or, when nothing is played, refuses it. */
  receive(agent: string, input: GameInput, tHostMs: number, episode: number, playing: boolean): JournalRow[];
  /** The actions of tick `tick` for those of `agents` that are human. Lockstep: null until each of them has answered. */
  take(tick: number, agents: ReadonlySet<string>): { actions: Record<string, Action>; inputs: TakenInputs } | null;
  rowsOf(inputs: TakenInputs, episode: number): JournalRow[];
  /** What was taken for a tick that was never played. */
  rowsOfUnplayed(inputs: TakenInputs, episode: number): JournalRow[];
  /** The episode is over: what is still waiting is late. */
  endEpisode(episode: number): JournalRow[];
  shownRows(agent: string, items: ShownReport[], atMs: number): JournalRow[];
  appliedSeq(agent: string): number;
  lastSeq(agent: string): number;
};

export function createHumans(spec: GameSpec): Humans {
  const rules: InputRules = { keys: parseKeys(spec.keys), defaultAction: spec.defaultAction, input: spec.input };
  const humans = new Map<string, Human>();
  for (const [agent, member] of Object.entries(spec.members)) {
    if (!isHuman(member)) continue;
    const lastSeq = spec.from?.lastSeq?.[agent] ?? 0;
    humans.set(agent, { agent, ...member, mailbox: { ...emptyMailbox, lastSeq, appliedSeq: lastSeq } });
  }

  function inputRow(
    { agent, participant, seat }: Human,
    episode: number,
    { input, ...judged }: JudgedInput,
  ): JournalRow {
    const { seq, code, down, held, tStationMs, tHostMs } = input;
    const body = { episode, agent, seq, code, down, held: [...held], tStationMs, tHostMs, ...judged };
    return { kind: 'input', atMs: tHostMs, game: spec.game, participant, seat, body };
  }

  function rowsOf(inputs: TakenInputs, episode: number): JournalRow[] {
    return inputs.flatMap(({ agent, judged }) => {
      const human = humans.get(agent);
      return human === undefined ? [] : judged.map((one) => inputRow(human, episode, one));
    });
  }

  return {
    agents: [...humans.keys()],
    receive(agent, payload, tHostMs, episode, playing) {
      const human = humans.get(agent);
      if (human === undefined) return [];
      const input = { ...payload, tHostMs };
      if (playing) {
        human.mailbox = receiveInput(human.mailbox, input);
        return [];
      }
      const refused = refuseInput(human.mailbox, input, rules);
      human.mailbox = refused.mailbox;
      return refused.judged.map((judged) => inputRow(human, episode, judged));
    },
    take(tick, agents) {
      const actions: Record<string, Action> = {};
      const inputs: TakenInputs = [];
      const taken: [Human, Mailbox][] = [];
      for (const human of humans.values()) {
        if (!agents.has(human.agent)) continue;
        const take =
          spec.pace === 'lockstep' ? takeAnswer(human.mailbox, rules, tick) : takeAction(human.mailbox, rules, tick);
        if (take === null) return null;
        actions[human.agent] = take.action;
        inputs.push({ agent: human.agent, judged: take.judged });
        taken.push([human, take.mailbox]);
      }
      for (const [human, mailbox] of taken) human.mailbox = mailbox;
      return { actions, inputs };
    },
    rowsOf,
    rowsOfUnplayed(inputs, episode) {
      const late = inputs.map(({ agent, judged }) => ({
        agent,
        judged: judged.map((one) => (one.fate === 'applied' ? { ...one, fate: 'late' as const, tick: null } : one)),
      }));
      return rowsOf(late, episode);
    },
    endEpisode(episode) {
      return [...humans.values()].flatMap((human) => {
        const refused = refuseWaiting(human.mailbox, rules);
        human.mailbox = refused.mailbox;
        return refused.judged.map((judged) => inputRow(human, episode, judged));
      });
    },
    shownRows(agent, items, atMs) {
      const human = humans.get(agent);
      if (human === undefined) return [];
      const { participant, seat } = human;
      return items.map((body) => ({ kind: 'shown', atMs, game: spec.game, participant, seat, body }));
    },
    appliedSeq: (agent) => humans.get(agent)?.mailbox.appliedSeq ?? 0,
    lastSeq: (agent) => humans.get(agent)?.mailbox.lastSeq ?? 0,
  };
}

function isHuman(member: GameMember): member is { participant: string; seat: string } {
  return 'participant' in member;
}
