import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createHost } from '../host/createHost.node';
import type { Host } from '../host/HostOptions';
import { openJournal } from '../host/record/openJournal.node';
import { CliError } from './CliError';
import { expectOk } from './connectLine.node';
import { describeProgress } from './describeProgress';
import { findFreePort } from './findFreePort.node';
import type { CubiclePaths } from './findPaths.node';
import { findStudy, readStudy } from './findStudy.node';
import { type ConsoleEnd, openConsole } from './openConsole.node';
import { openHelpers } from './openHelpers.node';
import { createSummarizer, type SimulationSummary } from './simulationSummary';
import { createTestBot, type TestBot } from './testBot/createTestBot.node';

export type SimulationOptions = {
  study: string;
  participants: number;
  /** Everything that is drawn follows from it. */
  seed: number;
  /** The treatment of everybody; undefined: as the study says. */
  treatment: string | undefined;
  speed: 'max' | 'realtime';
  /** The data folder of the simulated host: the record is left in it. */
  out: string;
  /** The data folder whose trusted studies and packages count. */
  home: string;
};
export type Simulation = { folder: string; summary: SimulationSummary };

const PROGRESS_EVERY_MS = 2000;
/** Without any change for so long the session has come to a stop; on top of the longest wait that the study allows. */
const STALLED_MS = 120_000;
/** Interpreters and models may have to start first. */
const PARTNERS_WITHIN_MS = 120_000;

/**
 * Runs a whole session of a study with test bots through real sockets.
 * @throws CliError in words when it cannot begin or comes to a stop
 */
export async function simulateStudy(
  options: SimulationOptions,
  paths: CubiclePaths,
  say: (line: string) => void,
): Promise<Simulation> {
  const found = await findStudy(options.study, paths.studiesDir);
  const study = await readStudy(found.folder);
  const { min, max } = study.seats;
  const { participants, seed, treatment } = options;
  if (participants < min || participants > max)
    throw new CliError(`${study.name} takes ${min} to ${max} participants, not ${participants}.`, 2);
  const pace = options.speed === 'max' ? 'lockstep' : 'realtime';
  const waits = study.scenes.map((scene) => ('waitMs' in scene ? scene.waitMs : 0));
  const helpers = openHelpers(paths);
  let folder: string | null = null;
  try {
    const host = await createHost({
      ...paths,
      dataDir: resolve(options.out),
      homeDir: options.home,
      studyFolders: found.bundled ? [] : [found.folder],
      port: await findFreePort(),
      helpers,
      pace,
      resume: false,
      operatorToken: null,
      seed,
      log: (line) => say(line),
    });
    const bots: TestBot[] = [];
    const end = await openConsole(host);
    try {
      expectOk(
        await end.request('session:create', { study: study.name, seed, ...(treatment !== undefined && { treatment }) }),
      );
      folder = host.recordFolder();
      await seatBots(bots, { host, end, participants, seed, pace, say });
      expectOk(await end.request('session:start', {}, PARTNERS_WITHIN_MS));
      await playOut(bots, end, STALLED_MS + Math.max(0, ...waits), say);
      expectOk(await end.request('session:end', {}));
      expectOk(await end.request('session:close', {}));
    } finally {
      for (const bot of bots) bot.close();
      end.close();
      await host.close();
    }
  } finally {
    helpers.close();
  }
  if (folder === null) throw new CliError('The host opened no record.');
  return { folder, summary: await summarizeRecord(folder, pace, paths.workerFile) };
}

type Seating = {
  host: Host;
  end: ConsoleEnd;
  participants: number;
  seed: number;
  pace: 'realtime' | 'lockstep';
  say(line: string): void;
};

/** One after the other, so that the same bot gets the same seat in every run. */
async function seatBots(bots: TestBot[], { host, end, participants, seed, pace, say }: Seating): Promise<void> {
  for (let number = 0; number < participants; number += 1) {
    const { seat, url } = expectOk(await end.request('seat:link', {}));
    const token = new URLSearchParams(new URL(url).hash.slice(1)).get('token');
    if (token === null) throw new CliError(`The link to seat ${seat} holds no token: ${url}`);
    const bot = createTestBot({ url: host.url, token, seat, seed, pace, log: say });
    bots.push(bot);
    await Promise.race([bot.seated, bot.done]);
  }
}

/** Waits until every bot has reached its last page. */
async function playOut(
  bots: TestBot[],
  end: ConsoleEnd,
  stalledMs: number,
  say: (line: string) => void,
): Promise<void> {
  const startedMs = performance.now();
  let last = { text: '', atMs: startedMs };
  let stalled: (cause: Error) => void = () => undefined;
  const stall = new Promise<never>((_settle, reject) => (stalled = reject));
  const timer = setInterval(() => {
    const nowMs = performance.now();
    const text = describeProgress(end.view().session, end.live());
    if (text !== last.text) last = { text, atMs: nowMs };
    else if (nowMs - last.atMs > stalledMs)
      stalled(new CliError(`Nothing has happened for ${Math.round(stalledMs / 1000)} s. Last seen: ${text}`));
    say(`${((nowMs - startedMs) / 1000).toFixed(0).padStart(4)} s  ${text}`);
  }, PROGRESS_EVERY_MS);
  try {
    await Promise.race([Promise.all(bots.map((bot) => bot.done)), stall]);
  } finally {
    clearInterval(timer);
  }
}

async function summarizeRecord(
  folder: string,
  pace: 'realtime' | 'lockstep',
  workerFile: string,
): Promise<SimulationSummary> {
  const file = join(folder, 'journal.sqlite');
  const journal = await openJournal({ file, create: false, readOnly: true, workerFile });
  try {
    const summarizer = createSummarizer(pace);
    await journal.rows({}, (rows) => rows.forEach((row) => summarizer.add(row)));
    return summarizer.finish();
  } finally {
    await journal.close();
  }
}
