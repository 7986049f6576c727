import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFreePort } from '../../main/cli/findFreePort.node';
import { runCubicle } from '../e2e/runCubicle';
import { CYCLES, drawsOf, report, SEED, spread } from './campaign';
import { createBook } from './createBook';
import { createLedger } from './createLedger';
import { createRoom, type Room } from './createRoom';
import { killAtCommit } from './killAtCommit';
import { canStrace } from './traceJournal';
import { type KillPlan, planKill } from './planKill';
import { isRunning, listDescendants, type ProcessMark } from './processMarks';
import { putFaultStudy, TICK_HZ } from './putFaultStudy';
import { watchConsoles } from './watchConsoles';
import { killNow, type StartingHost, startHost } from './startHost';

const BOTS = 8;
const CONSOLES = 4;
const CYCLES_PER_SESSION = 40;
const BACK_WITHIN_MS = 180_000;
const COMMIT_WITHIN_MS = 5_000;
const HELPERS_END_WITHIN_MS = 20_000;
/** What is not yet on disk of running games when a host dies. */
const MAY_MISS_S = 0.2;

let dataDir: string;
let port: number;
const helpers: ProcessMark[] = [];
let current: StartingHost | null = null;
let room: Room | null = null;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'cubicle-kills-'));
  port = await findFreePort();
  putFaultStudy(dataDir);
});
afterAll(async () => {
  room?.close();
  if (current) helpers.push(...(await current.kill()));
  for (const one of helpers) if (isRunning(one)) killNow(one.pid);
  rmSync(dataDir, { recursive: true, force: true });
});

const sleep = (delayMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, delayMs));
const operatorToken = randomBytes(32).toString('hex');
const start = (): StartingHost =>
  (current = startHost({ dataDir, port, env: { CUBICLE_OPERATOR_TOKEN: operatorToken } }));

const totals = {
  kills: { starting: 0, recovering: 0, playing: 0, atCommit: 0 },
  sessions: 0,
  rows: 0,
  confirmed: 0,
  consoleHellos: 0,
  ticksShown: 0,
  inputsShown: 0,
  lost: 0,
  missingTicks: [] as number[],
  readyMs: [] as number[],
  backMs: [] as number[],
  playMs: [] as number[],
};

const countKills = (): number => totals.kills.starting + totals.kills.recovering + totals.kills.playing;

/** Kills that cost more play than they may; told with the figures, and judged at the end: a busy machine is not a loss of data. */
const countTooMany = (): number => totals.missingTicks.filter((missing) => missing > MAY_MISS_S * TICK_HZ).length;

/** After every session: a run of hours that is broken off has told what it saw until then. */
function tellFigures(startedMs: number): void {
  const { missingTicks, readyMs, backMs, playMs, ...counts } = totals;
  report('kill loop', {
    cycles: countKills(),
    ...counts,
    missingTicks: { most: Math.max(...missingTicks), mayBe: MAY_MISS_S * TICK_HZ, tooMany: countTooMany() },
    hostReadyMs: spread(readyMs),
    stationsBackMs: spread(backMs),
    gamesGoOnMs: spread(playMs),
    minutes: Math.round((performance.now() - startedMs) / 6000) / 10,
  });
}

/** One session, killed `cycles` times or until somebody has played it out. */
async function runSession(number: number, cycles: number): Promise<void> {
  const draw = drawsOf(`session ${number}`);
  let host = await start().ready;
  const own = await createRoom(host, BOTS, SEED);
  room = own;
  const { witness } = own;
  const ledger = createLedger(own.journalFile);
  const book = createBook();
  const consoles = watchConsoles({ url: host.url, operatorToken }, CONSOLES);
  const complaints = (): string[] => [
    ...book.complaints,
    ...own.complaints,
    ...witness.complaints,
    ...consoles.complaints,
  ];

  const isBack = (): boolean => witness.backAtMs(own.seats, host.startedMs) !== null;
  const goesOn = ({ game, episode, tick, seats }: ReturnType<typeof book.playing>[number]): boolean =>
    [...witness.lastTicks].some(
      ([key, seen]) => key === `${game}#${episode + 1}` || (key === `${game}#${episode}` && seen > tick),
    ) ||
    seats.every((seat) => {
      const screen = witness.screens.get(seat)?.screen;
      return screen?.kind !== 'game' || screen.game !== game;
    });

  /** Stations come back and games go on by themselves; how long it took. */
  async function waitForPlay(): Promise<void> {
    await witness.until(isBack, () => `stations come back\n${host.output()}`, BACK_WITHIN_MS);
    totals.backMs.push(performance.now() - host.startedMs);
    if (book.isPaused()) return own.command(host, 'sessionResumed');
    const games = book.playing();
    const waiting = (): string => JSON.stringify(games.filter((one) => !goesOn(one)));
    await witness.until(
      () => games.every(goesOn),
      () => `games go on: ${waiting()}\n${host.output()}`,
      BACK_WITHIN_MS,
    );
    if (games.length > 0) totals.playMs.push(performance.now() - host.startedMs);
  }

  async function killAsPlanned(plan: KillPlan): Promise<void> {
    if (plan.operator === 'pauses') await own.command(host, 'sessionPaused');
    if (plan.operator === 'pauses, not waiting') void own.command(host, 'sessionPaused').catch(() => undefined);
    await sleep(plan.delayMs);
    if (plan.at !== null) {
      helpers.push(...listDescendants(host.pid));
      const attack = killAtCommit(host.pid, own.journalFile, plan.at);
      await Promise.race([host.whenGone, sleep(COMMIT_WITHIN_MS)]);
      if (host.isGone()) totals.kills.atCommit += 1;
      await attack.giveUp();
    }
    helpers.push(...(await host.kill()));
    own.hangUp();
  }

  /** What the dead host left is read while the next one starts. */
  function settle<T>(begin: () => T): T {
    const copy = ledger.copy();
    const next = begin();
    book.add(copy.read());
    const { confirmed, shownTicks, missingTicks, playedInputs } = book.compare(witness, own.commands);
    last = { confirmed, rows: book.rows() };
    totals.ticksShown = Math.max(totals.ticksShown, shownTicks + ticksBefore);
    totals.inputsShown += playedInputs;
    totals.missingTicks.push(missingTicks);
    totals.lost += book.complaints.filter((one) => one.startsWith('LOST')).length;
    return next;
  }
  let last = { confirmed: 0, rows: 0 };
  const ticksBefore = totals.ticksShown;

  let kills = 0;
  try {
    while (kills < cycles && !own.isPlayedOut()) {
      const plan = planKill(draw, canStrace);
      if (plan.when === 'playing') await waitForPlay();
      if (plan.when !== 'starting') await killAsPlanned(plan);
      else {
        // In place of the one that runs, one is killed that has hardly begun.
        helpers.push(...(await host.kill()));
        const early = settle(start);
        await sleep(plan.delayMs);
        helpers.push(...(await early.kill()));
        totals.kills.recovering += 1;
        kills += 1;
      }
      totals.kills[plan.when] += 1;
      kills += 1;
      const next = settle(start);
      expect(complaints(), `after kill ${kills} of session ${number}, ${JSON.stringify(plan)}, seed ${SEED}`).toEqual(
        [],
      );
      host = await next.ready;
      totals.readyMs.push(performance.now() - host.startedMs);
    }
    await waitForPlay();
    own.close();
    consoles.close();
    await own.end(host);
    expect(await host.stop(), host.output()).toBe(0);
    current = null;
    settle(() => null);
    expect(complaints()).toEqual([]);
  } finally {
    ledger.drop();
    consoles.close();
    own.close();
  }
  totals.sessions += 1;
  totals.rows += last.rows;
  totals.confirmed += last.confirmed;
  totals.consoleHellos += consoles.hellos();
  const verified = await runCubicle(['verify', own.folder]);
  expect(verified, verified.stderr).toMatchObject({ exitCode: 0 });
}

test(`${CYCLES} kill -9 while ${BOTS} test bots play and answer: nothing that was confirmed is lost or doubled`, {
  timeout: 120_000 + CYCLES * 15_000,
}, async () => {
  process.stdout.write(
    `\nkill loop: seed ${SEED}${canStrace ? '' : '; no strace here, so no kill at the moment of a commit'}\n`,
  );
  const startedMs = performance.now();
  try {
    for (let session = 1; countKills() < CYCLES; session += 1) {
      await runSession(session, Math.min(CYCLES_PER_SESSION, CYCLES - countKills()));
      tellFigures(startedMs);
    }
  } catch (cause) {
    tellFigures(startedMs);
    throw cause;
  }
  expect(countTooMany(), 'kills after which more than 0.2 s of what was shown is missing').toBe(0);
  await expect
    .poll(() => helpers.filter(isRunning), {
      timeout: HELPERS_END_WITHIN_MS,
      message: 'helpers of dead hosts end by themselves',
    })
    .toEqual([]);
});
