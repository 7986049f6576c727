import type { Action, JointAction } from '../../../protocol/environment';
import type { JournalRow, TickBody } from '../../../protocol/journal';
import type { GameMember, GameSpec } from './GameSpec';
import {
  allowActions,
  emptyMailbox,
  type InputRules,
  type JudgedInput,
  type Mailbox,
  passTurn,
  receiveInput,
  refuseInput,
  refuseWaiting,
  takeAction,
  takeAnswer,
  type TakenAction,
  takeTurn,
} from './inputMailbox';
import { pickAllowed, type Turn } from './readTurn';
import type { GameInput, ShownReport } from './RunningGame';
import { parseKeys } from './resolveKeys';

/** `missing`: what acts where an action is missing; `last`: the action that was played for the agent last, in this episode. */
type Human = { agent: string; participant: string; seat: string; mailbox: Mailbox; missing: string; last: Action };
/** Inputs that a tick took, held back until the tick has been played. */
export type TakenInputs = { agent: string; judged: JudgedInput[] }[];

/**
 * What humans do in a tick. `timedOut`: those who were waited for in vain. `standIns`: for whom something else than the default
 * action stands in; who has a policy stand in has no action here.
 */
export type Taken = {
  actions: JointAction;
  inputs: TakenInputs;
  timedOut: string[];
  standIns: NonNullable<TickBody['standIns']>;
};

/** The human agents of a game with their mailboxes. What is returned as rows is to be appended. */
export type Humans = {
  agents: string[];
  /** Takes an input into the agent's mailbox, or, when nothing is played, refuses it with the fate that `refused` names. */
  receive(
    agent: string,
    input: GameInput,
    tHostMs: number,
    episode: number,
    refused: 'late' | 'frozen' | null,
  ): JournalRow[];
  /**
   * The actions of tick `tick` for those of `agents` that are human. In a turn: null until those whose turn it is have acted, or
   * their time is over. Lockstep: null until each of `agents` has answered.
   */
  take(tick: number, agents: ReadonlySet<string>, turn: Turn, isTimeOver: boolean): Taken | null;
  /** Whether an agent whose turn it is has acted, and others have not yet. */
  hasActed(agent: string, turn: Turn): boolean;
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
  const rules: InputRules = {
    keys: parseKeys(spec.keys),
    defaultAction: spec.defaultAction,
    input: spec.input,
    points: spec.pointer !== null,
  };
  const humans = new Map<string, Human>();
  for (const [agent, member] of Object.entries(spec.members)) {
    if (!isHuman(member)) continue;
    const lastSeq = spec.from?.lastSeq?.[agent] ?? 0;
    humans.set(agent, {
      agent,
      ...member,
      mailbox: { ...emptyMailbox, lastSeq, appliedSeq: lastSeq },
      missing: spec.missingAction[agent] ?? 'default',
      last: lastPlayed(spec.from, agent) ?? spec.defaultAction,
    });
  }

  function inputRow(
    { agent, participant, seat }: Human,
    episode: number,
    { input, ...judged }: JudgedInput,
  ): JournalRow {
    const { seq, code, down, held, at, tStationMs, tHostMs } = input;
    const where = at !== undefined && { at };
    const body = { episode, agent, seq, code, down, held: [...held], ...where, tStationMs, tHostMs, ...judged };
    return { kind: 'input', atMs: tHostMs, game: spec.game, participant, seat, body };
  }

  function rowsOf(inputs: TakenInputs, episode: number): JournalRow[] {
    return inputs.flatMap(({ agent, judged }) => {
      const human = humans.get(agent);
      return human === undefined ? [] : judged.map((one) => inputRow(human, episode, one));
    });
  }

  const rulesOf = ({ agent }: Human, { allowed }: Turn): InputRules => allowActions(rules, allowed[agent]);

  function takeOne(human: Human, tick: number, turn: Turn, acts: boolean): TakenAction | null {
    const { mailbox } = human;
    const now = rulesOf(human, turn);
    if (spec.pace === 'lockstep') return takeAnswer(mailbox, now, tick, acts);
    if (!acts) return passTurn(mailbox, now, false);
    return turn.waits === null ? takeAction(mailbox, now, tick) : takeTurn(mailbox, now, tick);
  }

  /** What is played for a human who acts; null: that is for the policy that stands in to say. */
  function playedFor({ missing, last, agent }: Human, take: TakenAction, { allowed }: Turn): { action: Action } | null {
    if (!take.isMissing || missing === 'default') return take;
    return missing === 'last' ? { action: pickAllowed(last, allowed[agent]) } : null;
  }

  return {
    agents: [...humans.keys()],
    receive(agent, payload, tHostMs, episode, refusedAs) {
      const human = humans.get(agent);
      if (human === undefined) return [];
      const input = { ...payload, tHostMs };
      if (refusedAs === null) {
        human.mailbox = receiveInput(human.mailbox, input);
        return [];
      }
      const refused = refuseInput(human.mailbox, input, rules, refusedAs);
      human.mailbox = refused.mailbox;
      return refused.judged.map((judged) => inputRow(human, episode, judged));
    },
    take(tick, agents, turn, isTimeOver) {
      const actions: JointAction = {};
      const inputs: TakenInputs = [];
      const timedOut: string[] = [];
      const taken: [Human, Pick<Human, 'mailbox' | 'last'>][] = [];
      const standIns: Taken['standIns'] = {};
      for (const human of humans.values()) {
        if (!agents.has(human.agent)) continue;
        const acts = turn.waits?.has(human.agent) ?? true;
        let take = takeOne(human, tick, turn, acts);
        if (take === null && turn.waits !== null && isTimeOver) {
          take = passTurn(human.mailbox, rulesOf(human, turn), true);
          timedOut.push(human.agent);
        }
        if (take === null) return null;
        const played = acts ? playedFor(human, take, turn) : null;
        if (played !== null) actions[human.agent] = played.action;
        if (acts && take.isMissing && human.missing !== 'default')
          standIns[human.agent] = human.missing === 'last' ? 'last' : 'policy';
        inputs.push({ agent: human.agent, judged: take.judged });
        taken.push([human, { mailbox: take.mailbox, last: played === null ? human.last : played.action }]);
      }
      for (const [human, changed] of taken) Object.assign(human, changed);
      return { actions, inputs, timedOut, standIns };
    },
    hasActed(agent, turn) {
      const human = humans.get(agent);
      return human !== undefined && takeTurn(human.mailbox, rulesOf(human, turn), 0) !== null;
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
        human.last = spec.defaultAction;
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

/** The action that an agent had last in the episode that is taken up again. */
function lastPlayed(from: GameSpec['from'], agent: string): Action | undefined {
  const acted = [...(from?.ticks ?? [])].reverse().find(({ actions }) => agent in actions);
  return acted?.actions[agent];
}
