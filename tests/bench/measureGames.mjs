import { medianOf, p50p99, quantile, round } from './lab/figures.mjs';
import { createPlayer } from './lab/createPlayer.mjs';
import { findPort, openLab, tokenOf, withDataDir } from './lab/openLab.mjs';
import { readJournal } from './lab/readJournal.mjs';
import { sampleHost } from './lab/readProcesses.mjs';
import { startControl } from './lab/startControl.mjs';

/** How many at once. CUBICLE_BENCH_GAMES=32,64 sets others. */
const GAMES = (process.env.CUBICLE_BENCH_GAMES ?? '1,4,16,24').split(',').map(Number);
const SETTLE_MS = 3000;
/** So many windows of play, one after the other, in one session of each number of games. */
const RUNS = 5;
const RUN_MS = 6_000;
const WINDOW_MS = RUNS * RUN_MS;
const pass = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Plays `count` games at once, each a person's keys against the ONNX partner; samples of the host bracket the window. */
async function play(parts, count) {
  return withDataDir('partner', async (dataDir, study) => {
    const lab = await openLab(parts, { dataDir, study, port: await findPort(), seats: count });
    const players = [];
    let before;
    let after;
    let control;
    try {
      for (const [index, link] of lab.links.entries()) {
        players.push(
          createPlayer({ url: lab.host.url, token: tokenOf(link), protocol: parts.PROTOCOL_VERSION, number: index }),
        );
      }
      const playing = players.map((player) =>
        player.nextFrame(({ countdownMs, tick }) => countdownMs === 0 && tick > 0),
      );
      await lab.start();
      await Promise.all(playing);
      await pass(SETTLE_MS);
      const bare = await startControl();
      try {
        before = sampleAll(lab.host.pid);
        await pass(WINDOW_MS);
        after = sampleAll(lab.host.pid);
      } finally {
        control = await bare.stop();
      }
    } finally {
      for (const player of players) player.close();
      await lab.close();
    }
    return { before, after, control, rows: await readJournal(parts, lab.journalFile, ['tick']) };
  });
}

/** Host, helpers, and the players, who are all in this process. */
function sampleAll(pid) {
  const sample = sampleHost(pid);
  const { user, system } = process.cpuUsage();
  return sample && { ...sample, playersCpuMs: (user + system) / 1000 };
}

/** Less than this is no time for a model: its answer alone takes about as long. */
const HARDLY_MS = 2;

/**
 * For every tick in which the fallback played because the model's answer was late: how long the model had had, from the end of
 * the step before. In ticks that catch up after a stall it is next to nothing.
 */
function readTimesGiven(rows) {
  const previous = new Map();
  const given = new Map();
  for (const row of rows) {
    const { game, atMs, body } = row;
    const before = previous.get(game);
    previous.set(game, atMs + body.stepMs);
    const wasLate = Object.values(body.policies).some(({ fallback }) => fallback === 'late');
    if (wasLate && before !== undefined) given.set(row, [atMs - before]);
  }
  return given;
}

/** The windows of a session, each by itself. */
function readWindows(rows, count) {
  // The last seconds of a session hold its stop; the window ends well before it.
  const endMs = rows.at(-1).atMs - 500;
  const given = readTimesGiven(rows);
  return Array.from({ length: RUNS }, (_, run) => {
    const toMs = endMs - run * RUN_MS;
    return describeTicks(
      rows.filter(({ atMs }) => atMs > toMs - RUN_MS && atMs <= toMs),
      given,
      count,
    );
  });
}

function describeTicks(ticks, times, count) {
  const decisions = ticks.flatMap(({ body }) => Object.values(body.policies));
  const late = ticks.map(({ body }) => body.lateMs);
  const latency = decisions.flatMap(({ latencyMs }) => (latencyMs === null ? [] : [latencyMs]));
  const { p50: lateP50Ms, p99: lateP99Ms } = p50p99(late);
  const { p50: stepP50Ms, p99: stepP99Ms } = p50p99(ticks.map(({ body }) => body.stepMs));
  // A late answer has no latency in the record: these are of the answers that came in time.
  const { p50: inTimeP50Ms, p99: inTimeP99Ms } = p50p99(latency);
  const given = ticks.flatMap((row) => times.get(row) ?? []);
  return {
    ticks: ticks.length,
    rateHz: round((ticks.length * 1000) / RUN_MS / count),
    lateP50Ms,
    lateP99Ms,
    lateMaxMs: round(quantile(late, 1)),
    stepP50Ms,
    stepP99Ms,
    inTimeP50Ms,
    inTimeP99Ms,
    fallbackShare: round(decisions.filter(({ fallback }) => fallback !== null).length / decisions.length),
    lateAnswers: given.length,
    lateAnswersWithoutTimeShare:
      given.length === 0 ? null : round(given.filter((givenMs) => givenMs < HARDLY_MS).length / given.length),
    lateAnswersGivenP50Ms: round(quantile(given, 0.5)),
  };
}

/** CPU as cores in use over the window and memory at its end, for the host and each kind of helper. */
function describeUse(before, after) {
  if (before === null || after === null) return null;
  const spanMs = after.atMs - before.atMs;
  return Object.fromEntries(
    Object.entries(after.roles).map(([role, { processes, cpuMs, rssMiB, ownMiB }]) => [
      role,
      {
        processes,
        cpuCores: round((cpuMs - (before.roles[role]?.cpuMs ?? 0)) / spanMs),
        rssMiB: Math.round(rssMiB),
        ownMiB: Math.round(ownMiB),
      },
    ]),
  );
}

const sumOf = (use, name) => Object.values(use ?? {}).reduce((sum, role) => sum + role[name], 0);

/** Games of volley at 30 Hz by the clock: how late their ticks begin, and what host and helpers need. */
export async function measureGames({ parts, report }) {
  let first = null;
  for (const count of GAMES) {
    const { before, after, control, rows } = await play(parts, count);
    const use = describeUse(before, after);
    const windows = readWindows(rows, count);
    const figures = medianOf(windows);
    const total = { cpuCores: sumOf(use, 'cpuCores'), ownMiB: sumOf(use, 'ownMiB') };
    first ??= { count, ...total };
    const further = count - first.count;
    report({
      case: `${count} ${count === 1 ? 'game' : 'games'}`,
      figures,
      control: { lateP50Ms: control.p50, lateP99Ms: control.p99 },
      use,
      // They stand for people at machines of their own, and share this one.
      playersCpuCores:
        before === null || after === null
          ? null
          : round((after.playersCpuMs - before.playersCpuMs) / (after.atMs - before.atMs)),
      perFurtherGame:
        further === 0 || use === null
          ? null
          : {
              cpuCores: round((total.cpuCores - first.cpuCores) / further),
              ownMiB: round((total.ownMiB - first.ownMiB) / further),
            },
      eachRateHz: windows.map(({ rateHz }) => rateHz),
      eachLateP99Ms: windows.map(({ lateP99Ms }) => lateP99Ms),
      runs: RUNS,
      windowS: RUN_MS / 1000,
      ratio: {
        to: 'lateness p99 of a process that only keeps deadlines, beside it',
        value: round(figures.lateP99Ms / control.p99),
      },
    });
  }
}
