import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { inRoot } from '../../build/scripts/paths.mjs';
import { median, medianOf, round } from './lab/figures.mjs';

const RUNS = 5;
const SPEC = { file: 'env.py', class: 'SlimeVolley', kwargs: {}, canvas: { width: 600, height: 400 } };
const LIMIT_MS = 30_000;

/**
 * An interpreter of the headless host: from the request for its process to `ready`, from the beginning and from the snapshot that
 * the first one gave; and a game whose interpreter is killed, from the kill to its first step on another, with a spare and
 * without. What the app's hidden windows take is measured by the tests that run in it.
 */
export async function measureRunner({ parts, report }) {
  const folder = mkdtempSync(join(tmpdir(), 'cubicle-bench-'));
  const files = {
    runnerFile: inRoot('dist/host/runner-node.cjs'),
    botsFile: inRoot('dist/host/bots.cjs'),
    pyodideFolder: dirname(createRequire(import.meta.url).resolve('pyodide/package.json')),
  };
  const python = await parts.readPythonPackage(inRoot('environments/cubicle'));
  const study = parts.openStudySource(inRoot('environments/volley'), 'volley');
  try {
    const cold = await timeStarts(parts, { ...files, snapshotFile: null }, python);
    const snapshotFile = join(folder, 'python.snapshot');
    await makeSnapshot(parts, { ...files, snapshotFile }, python);
    const warm = await timeStarts(parts, { ...files, snapshotFile }, python);
    report({
      case: 'start',
      figures: { fromSnapshotMs: round(median(warm)), fromTheBeginningMs: round(median(cold)) },
      eachMs: { fromSnapshot: warm.map(Math.round), fromTheBeginning: cold.map(Math.round) },
      runs: RUNS,
      ratio: { to: 'the same from the beginning', value: round(median(warm) / median(cold)) },
    });
    const replaced = await timeReplacements(parts, { ...files, snapshotFile }, python, study);
    report({
      case: 'replacement',
      figures: medianOf(replaced),
      eachPlaysMs: replaced.map(({ playsMs }) => Math.round(playsMs)),
      runs: RUNS,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function timeStarts(parts, files, python) {
  const helpers = parts.createNodeHelpers(files);
  const times = [];
  for (let run = 0; run < RUNS; run += 1) {
    const startedMs = performance.now();
    const helper = await helpers.start('runner');
    const runner = parts.createRunner(helper, { python, keepSnapshot: null });
    await runner.ready;
    times.push(performance.now() - startedMs);
    runner.kill();
    await helper.died;
  }
  helpers.close();
  return times;
}

async function makeSnapshot(parts, files, python) {
  const helpers = parts.createNodeHelpers(files);
  const pool = parts.createRunnerPool({ helpers, python, count: 1 });
  await pool.warm(1);
  const untilMs = performance.now() + LIMIT_MS;
  while (!existsSync(files.snapshotFile)) {
    if (performance.now() > untilMs) throw new Error('no snapshot was kept');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await pool.close();
  helpers.close();
}

/** Kills the interpreter under a game, again and again; the spare is waited for each time. */
async function timeReplacements(parts, files, python, study) {
  const forked = parts.createNodeHelpers(files);
  const living = [];
  const helpers = {
    ...forked,
    start: async (kind) => {
      const helper = await forked.start(kind);
      living.push(helper);
      return helper;
    },
  };
  const pool = parts.createRunnerPool({ helpers, python, count: 1 });
  const replaced = [];
  for (let run = 0; run < RUNS; run += 1) {
    let place = await placeGame(pool, study);
    await pool.warm(2);
    const killedMs = performance.now();
    // Games go to the interpreter that has been there longest: each run's is the one that stood in the run before.
    living[run].kill();
    await place.lost;
    const seenMs = performance.now() - killedMs;
    place = await placeGame(pool, study);
    const playsMs = performance.now() - killedMs;
    await pool.warm(2);
    replaced.push({ seenMs, playsMs, spareAgainMs: performance.now() - killedMs });
    place.leave();
  }
  await pool.close();
  forked.close();
  return replaced;
}

async function placeGame(pool, study) {
  const place = await pool.place('g', study);
  await place.load(SPEC, LIMIT_MS);
  await place.call({ op: 'reset', seed: 1 }, LIMIT_MS);
  await place.call({ op: 'step', actions: { left: 0, right: 0 } }, LIMIT_MS);
  return place;
}
