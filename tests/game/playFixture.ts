import { setTimeout as startTimeout, clearTimeout } from 'node:timers';
import { fileURLToPath } from 'node:url';
import type { Bots } from '../../main/host/game/Bots';
import { BotFault } from '../../main/host/game/Bots';
import { createGame } from '../../main/host/game/createGame';
import { createPhases } from '../../main/host/game/createPhases';
import { createNodeHelpers } from '../../main/host/game/createNodeHelpers.node';
import { createRunnerPool } from '../../main/host/game/createRunnerPool.node';
import type { GameSpec } from '../../main/host/game/GameSpec';
import { openStudySource } from '../../main/host/game/openStudySource.node';
import { readPythonPackage } from '../../main/host/game/readPythonPackage.node';
import type { RunnerPool } from '../../main/host/game/RunnerPool';
import type { GameDeps, GameNotice, RunningGame } from '../../main/host/game/RunningGame';
import type { JournalRow, TickBody } from '../../protocol/journal';
import type { GameFrame } from '../../protocol/message';
import type { Helper, Helpers } from '../../protocol/process';
import type { PythonPolicy } from '../../protocol/study';
import { buildWorkers } from './buildWorkers';

const inRoot = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Real interpreters over the fixture environments; `running` are the helper processes, to be killed by tests. */
export type PlayFixture = { pool: RunnerPool; running: Set<Helper>; helpers: Helpers; close(): Promise<void> };

export async function openPlayFixture(count: number): Promise<PlayFixture> {
  const workers = await buildWorkers();
  const forked = createNodeHelpers(workers);
  const running = new Set<Helper>();
  const helpers: Helpers = {
    snapshotFile: forked.snapshotFile,
    async start(kind) {
      const helper = await forked.start(kind);
      running.add(helper);
      void helper.died.then(() => running.delete(helper));
      return helper;
    },
  };
  const pool = createRunnerPool({ helpers, python: await readPythonPackage(inRoot('environments/cubicle')), count });
  return {
    pool,
    running,
    helpers,
    async close() {
      await pool.close();
      await Promise.all([...running].map(({ died }) => died));
      forked.close();
      workers.remove();
    },
  };
}

export const faultyStudy = openStudySource(inRoot('tests/fixtures/environments/faulty'), 'faulty');

/** Turn-based environments. */
export const turnsStudy = openStudySource(inRoot('tests/fixtures/environments/turns'), 'turns');

/** A policy of the faulty study (minds.py). */
export const pythonPolicy = (className: string): PythonPolicy => ({
  kind: 'python',
  file: 'minds.py',
  class: className,
  runtime: 'pyodide',
  kwargs: {},
  fallback: 7,
  reactionTicks: 0,
  everyTicks: 1,
});

/** A game over a fixture environment: agent a is played by a human, b by a random policy. */
export function makeSpec(
  file: string,
  className: string,
  changed: Partial<GameSpec> = {},
  kwargs: Record<string, unknown> = {},
): GameSpec {
  return {
    game: 'g',
    study: faultyStudy,
    environment: { file, class: className, runtime: 'pyodide', kwargs, canvas: { width: 200, height: 100 } },
    members: { a: { participant: 'AAAAAAAA', seat: 'LAB01' }, b: { policy: 'chance' } },
    takeOver: {},
    policies: { chance: { kind: 'random', actions: [0, 1, 2, 3] } },
    tickHz: 30,
    episodes: 1,
    maxTicks: 60,
    keys: { ArrowLeft: 1, ArrowRight: 2, 'ArrowLeft+Space': 4 },
    pointer: null,
    defaultAction: 0,
    missingAction: {},
    input: 'held',
    turnTimeoutMs: 60_000,
    freezeMs: 0,
    countdownMs: 0,
    resumeMs: 0,
    hashEvery: 10,
    snapshotEvery: 0,
    record: { infos: false, observations: false, frames: false },
    episodeSeed: (episode) => 1000 + episode,
    from: null,
    pace: 'realtime',
    ...changed,
  };
}

export type ObservedGame = {
  game: RunningGame;
  notices: GameNotice[];
  rows: JournalRow[];
  frames: { seer: string; frame: GameFrame }[];
  logs: string[];
  ticks(): TickBody[];
  /** tick → hash of an episode. */
  hashes(episode?: number): Record<number, string>;
  /** Settles when the rows, frames and notices meet a condition. */
  until(met: () => boolean): Promise<void>;
};

/** Starts a game and keeps what it says. A `lockstep` game is answered at once, with `answer` as the keys held for each tick. */
export function observeGame(
  pool: RunnerPool,
  spec: GameSpec,
  options: { bots?: Bots; answer?: (tick: number) => string[]; notify?: GameDeps['notify'] } = {},
): ObservedGame {
  const notices: GameNotice[] = [];
  const rows: JournalRow[] = [];
  const frames: ObservedGame['frames'] = [];
  const logs: string[] = [];
  const waiting = new Set<() => void>();
  const look = (): void => {
    for (const check of waiting) check();
  };
  let seq = spec.from?.lastSeq?.a ?? 0;

  const game: RunningGame = createGame(
    {
      phases: createPhases(),
      pool,
      bots: options.bots ?? noBots,
      nowMs: () => performance.now(),
      startTimer(delayMs, run) {
        const timer = startTimeout(run, delayMs);
        return () => clearTimeout(timer);
      },
      append(added) {
        rows.push(...added);
        look();
      },
      async notify(notice) {
        await options.notify?.(notice);
        notices.push(notice);
        look();
      },
      log: (_, text) => logs.push(text),
      sendFrame(_, seer, frame) {
        frames.push({ seer, frame });
        if (spec.pace === 'lockstep' && seer !== '*') {
          seq += 1;
          const held = options.answer?.(frame.tick + 1) ?? [];
          game.input(
            seer,
            { seq, tStationMs: 0, code: 'answer', down: true, held, forTick: frame.tick + 1 },
            performance.now(),
          );
        }
        look();
      },
    },
    spec,
  );
  const ticks = (): TickBody[] => rows.flatMap((row) => (row.kind === 'tick' ? [row.body] : []));
  return {
    game,
    notices,
    rows,
    frames,
    logs,
    ticks,
    hashes: (episode = 0) =>
      Object.fromEntries(
        ticks().flatMap((body) => (body.episode === episode && body.hash !== null ? [[body.tick, body.hash]] : [])),
      ),
    until: (met) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!met()) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
  };
}

const noBots: Bots = {
  load: () => Promise.resolve(),
  infer: () => Promise.reject(new BotFault('failed', 'there is no bot process here')),
  close: () => Promise.resolve(),
};
