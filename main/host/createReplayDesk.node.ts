import { join } from 'node:path';
import type { TickBody } from '../../protocol/journal';
import type { Ack, ConsoleAcks, ConsolePayload } from '../../protocol/message';
import type { ReplayEpisode, ReplayPart, ReplayStep } from '../../protocol/replay';
import { treatedStudy } from '../../protocol/treatedStudy';
import { createTurns } from './createTurns';
import { findStudyAsset } from './findStudyAsset.node';
import { openReplay, type Replay } from './game/openReplay';
import type { RunnerPool } from './game/RunnerPool';
import { findEpisodes, type StartedEpisode } from './record/findEpisodes';
import type { JournalFile } from './record/openJournal.node';
import { openFrozenStudy } from './openFrozenStudy.node';
import { foldFacts } from './record/tables/foldFacts';
import type { SessionFacts } from './record/tables/SessionFacts';
import { refusal } from './stations/refusal';

export type ReplayDesk = {
  /** What there is to look at in a record. */
  open(record: string): Promise<Ack<ConsoleAcks['replay:open']>>;
  /** The next ticks of an episode from one on, stepped again; fewer than the rest of it when they are many. */
  ticks(request: ConsolePayload<'replay:ticks'>): Promise<Ack<ConsoleAcks['replay:ticks']>>;
  /** A picture of the study of the record that is looked at. */
  studyAsset(session: string, name: string): Promise<{ file: string; name: string } | null>;
  close(): void;
};

export type ReplayDeskDeps = {
  pool: RunnerPool;
  /** The folder of a record that can be read, or what to do about one that cannot. */
  find(record: string): Ack<{ folder: string }>;
  readJournal<T>(folder: string, use: (journal: JournalFile) => Promise<T>): Promise<T>;
  /** Games are played just now: they need the machine for themselves. */
  isPlaying(): boolean;
};

/** As much as one answer holds: about a tenth of a second of work, and a picture's worth of bytes. */
const MOST = { steps: 120, characters: 400_000 };
/** A window that was closed asks for nothing more; its interpreter is given back. */
const IDLE_MS = 60_000;

type Opened = { record: string; folder: string; facts: SessionFacts; episodes: StartedEpisode[] };
type Current = { key: string; replay: Replay; ticks: TickBody[]; reached: number; differsAt: number | null };

/** Shows what was played, by playing it again from its seed and actions: one episode at a time, for one who looks. */
export function createReplayDesk(deps: ReplayDeskDeps): ReplayDesk {
  let opened: Opened | null = null;
  let current: Current | null = null;
  let idle: NodeJS.Timeout | null = null;
  const turns = createTurns();

  /** One after the other, and every failure in words. */
  function inTurn<T extends object>(run: () => Promise<Ack<T>>): Promise<Ack<T>> {
    return turns(run).catch((cause: unknown) => {
      leave();
      return refusal(
        'replay/failed',
        `This cannot be played again: ${cause instanceof Error ? cause.message : String(cause)}`,
      );
    });
  }

  function leave(): void {
    if (idle) clearTimeout(idle);
    idle = null;
    current?.replay.close();
    current = null;
  }

  async function openRecord(record: string): Promise<Ack<Opened>> {
    if (opened?.record === record) return { ok: true, ...opened };
    const found = deps.find(record);
    if (!found.ok) return found;
    const { folder } = found;
    const facts = foldFacts(await deps.readJournal(folder, (journal) => journal.events()));
    opened = { record, folder, facts, episodes: findEpisodes(facts) };
    return { ok: true, ...opened };
  }

  async function bring({ folder }: Opened, started: StartedEpisode, fromTick: number): Promise<Current> {
    const key = JSON.stringify([folder, started.game, started.episode]);
    if (current?.key === key && current.reached === fromTick) return current;
    leave();
    const { game, episode, seed, environment, tickHz, hashEvery } = started;
    const ticks = await deps.readJournal(folder, (journal) => journal.ticks(game, episode));
    const study = await openFrozenStudy(join(folder, 'study'));
    const actions = ticks.map((tick) => tick.actions);
    const replay = await openReplay(deps.pool, { study, environment, seed, actions, tickHz, hashEvery });
    current = { key, replay, ticks, reached: 0, differsAt: null };
    while (current.reached < fromTick) await step(current);
    return current;
  }

  async function step(at: Current): Promise<ReplayStep> {
    const { tick, frames, hash } = await at.replay.next();
    at.reached = tick + 1;
    const recorded = at.ticks[tick - 1];
    const isOther = typeof recorded?.hash === 'string' && hash !== null && hash !== recorded.hash;
    if (isOther) at.differsAt ??= tick;
    return { tick, frames, actions: recorded?.actions ?? {}, rewards: recorded?.rewards ?? {} };
  }

  async function part(at: Current): Promise<ReplayPart> {
    const steps: ReplayStep[] = [];
    for (let characters = 0; at.reached <= at.ticks.length; ) {
      const next = await step(at);
      steps.push(next);
      characters += JSON.stringify(next).length;
      if (steps.length >= MOST.steps || characters >= MOST.characters) break;
    }
    return { steps, ticks: at.ticks.length, differsAt: at.differsAt };
  }

  return {
    open: (record) =>
      inTurn(async () => {
        // What was written meanwhile is looked for again.
        opened = null;
        const found = await openRecord(record);
        if (!found.ok) return found;
        return {
          ok: true,
          session: found.facts.session,
          episodes: found.episodes.map((one) => describe(one, found.facts)),
        };
      }),
    ticks: ({ record, game, episode, fromTick }) =>
      inTurn(async () => {
        if (deps.isPlaying())
          return refusal(
            'replay/busy',
            'A session is running, and its games need this machine. Pause or end it, or look at the record on another machine.',
          );
        const found = await openRecord(record);
        if (!found.ok) return found;
        const started = found.episodes.find((one) => one.game === game && one.episode === episode);
        if (!started)
          return refusal(
            'record/unknown',
            'There is no such game in this record. Reload this page, and choose it again.',
          );
        const at = await bring(found, started, fromTick);
        if (idle) clearTimeout(idle);
        idle = setTimeout(leave, IDLE_MS).unref();
        return { ok: true, ...(await part(at)) };
      }),
    studyAsset(session, name) {
      return opened?.facts.session === session
        ? findStudyAsset(join(opened.folder, 'study'), name)
        : Promise.resolve(null);
    },
    close: leave,
  };
}

function describe({ game, episode, claimedTicks, environment }: StartedEpisode, facts: SessionFacts): ReplayEpisode {
  const played = facts.games.get(game);
  const { scenes } = treatedStudy(facts.study, played?.treatment ?? null);
  const scene = scenes.find((one) => one.id === played?.scene);
  const members = Object.entries(played?.members ?? {}).map(([agent, member]): [string, string] => [
    agent,
    'participant' in member ? member.participant : member.policy,
  ]);
  return {
    game,
    scene: played?.scene ?? '',
    episode,
    ticks: claimedTicks,
    tickHz: scene?.kind === 'game' ? scene.tickHz : 30,
    canvas: environment.canvas,
    members: Object.fromEntries(members),
  };
}
