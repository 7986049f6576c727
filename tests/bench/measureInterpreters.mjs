import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { inRoot } from '../../build/scripts/paths.mjs';
import { p50p99, round } from './lab/figures.mjs';

const COUNTS = [1, 2];
const GAMES = [16, 32, 64];
const TICK_MS = 1000 / 30;
const SETTLE_MS = 2000;
const WINDOW_MS = 8000;
const LIMIT_MS = 30_000;
const SPEC = { file: 'env.py', class: 'SlimeVolley', kwargs: {}, canvas: { width: 600, height: 400 } };

/**
 * Games of volley stepped at 30 Hz over one interpreter or two, without sockets, journal and models: how late a tick's answer is
 * after its deadline, and the rate that is kept. It says over how many interpreters a number of games is best spread.
 */
export async function measureInterpreters({ parts, report }) {
  const folder = mkdtempSync(join(tmpdir(), 'cubicle-bench-'));
  const helpers = parts.createNodeHelpers({
    runnerFile: inRoot('dist/host/runner-node.cjs'),
    botsFile: inRoot('dist/host/bots.cjs'),
    pyodideFolder: dirname(createRequire(import.meta.url).resolve('pyodide/package.json')),
    snapshotFile: join(folder, 'python.snapshot'),
  });
  const python = await parts.readPythonPackage(inRoot('environments/cubicle'));
  const study = parts.openStudySource(inRoot('environments/volley'), 'volley');
  try {
    for (const games of GAMES) {
      for (const count of COUNTS) {
        const pool = parts.createRunnerPool({ helpers, python, count });
        try {
          const places = [];
          for (let number = 0; number < games; number += 1) places.push(await placeGame(pool, study, number));
          report({ case: `${games} games, interpreters: ${count}`, figures: await playAll(places), runs: 1 });
        } finally {
          await pool.close();
        }
      }
    }
  } finally {
    helpers.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function placeGame(pool, study, number) {
  const place = await pool.place(`g${number}`, study);
  await place.load(SPEC, LIMIT_MS);
  await place.call({ op: 'reset', seed: number }, LIMIT_MS);
  return place;
}

async function playAll(places) {
  const beginMs = performance.now() + 100;
  const windowMs = beginMs + SETTLE_MS;
  const answers = [];
  await Promise.all(
    places.map((place, number) =>
      playOne(place, number, beginMs + (number * TICK_MS) / places.length, windowMs + WINDOW_MS, (dueMs, doneMs) => {
        if (dueMs >= windowMs) answers.push(doneMs - dueMs);
      }),
    ),
  );
  const { p50, p99 } = p50p99(answers);
  return {
    answerP50Ms: p50,
    answerP99Ms: p99,
    rateHz: round((answers.length * 1000) / WINDOW_MS / places.length),
  };
}

/** Steps a game at its deadlines; one that cannot keep up plays fewer ticks. */
async function playOne(place, number, firstMs, endMs, tell) {
  for (let tick = 0; ; tick += 1) {
    const dueMs = firstMs + tick * TICK_MS;
    if (dueMs > endMs || performance.now() > endMs) return;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueMs - performance.now())));
    const actions = { left: (tick + number) % 6, right: (tick * 5 + number) % 6 };
    const outcome = await place.call({ op: 'step', actions, obs: [] }, LIMIT_MS);
    tell(dueMs, performance.now());
    const isOver = [outcome.terminations, outcome.truncations].some((flags) => Object.values(flags).every(Boolean));
    if (isOver) await place.call({ op: 'reset', seed: tick }, LIMIT_MS);
  }
}
