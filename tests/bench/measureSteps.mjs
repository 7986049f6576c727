import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { inRoot } from '../../build/scripts/paths.mjs';
import { median, medianOf, round } from './lab/figures.mjs';

const RUNS = 5;
const TICKS = 1000;
const SEED = 5;
const STUDIES = ['volley', 'kitchen', 'mountain_car', 'public_goods', 'blank'];
const LIMIT_MS = 60_000;

/**
 * Microseconds of a step of each bundled environment: looped as it is in CPython, without (`bareUs`) and with its drawing
 * (`drawnUs`); and by the host in both runtimes, checked, drawn and answered: one tick a call, as a game is played
 * (`pythonUs`, `pyodideUs`), and many ticks a call, as a record is verified (`pythonManyUs`, `pyodideManyUs`). Each run measures
 * all of them, one after the other, with the same actions. The ratio is to `bareUs`; `loopShare`: what the host's loop adds to the
 * environment's own time, its drawing included, as a share of it (an episode a call, in the same CPython).
 */
export async function measureSteps({ parts, report }) {
  const folder = mkdtempSync(join(tmpdir(), 'cubicle-bench-'));
  const helpers = parts.createNodeHelpers({
    runnerFile: inRoot('dist/host/runner-node.cjs'),
    botsFile: inRoot('dist/host/bots.cjs'),
    pyodideFolder: dirname(createRequire(import.meta.url).resolve('pyodide/package.json')),
    snapshotFile: join(folder, 'python.snapshot'),
  });
  const { executable, version } = await parts.findPython(null);
  const pool = parts.createRuntimes({
    helpers,
    python: await parts.readPythonPackage(inRoot('environments/cubicle')),
    count: 1,
    packages: { findProgram: () => Promise.resolve(executable), readWheels: () => Promise.resolve({}) },
  });
  try {
    for (const name of STUDIES) {
      const game = await openGame(parts, name);
      const runs = [];
      for (let run = 0; run < RUNS; run += 1) {
        const { lengths, ...bare } = loopBare(executable, game);
        const python = await playIn(pool, 'python', game, lengths);
        const pyodide = await playIn(pool, 'pyodide', game, lengths);
        runs.push({
          ...bare,
          pythonUs: python.oneUs,
          pyodideUs: pyodide.oneUs,
          pythonManyUs: python.manyUs,
          pyodideManyUs: pyodide.manyUs,
        });
      }
      const loopShare = round(median(runs.map(({ pythonManyUs, drawnUs }) => pythonManyUs / drawnUs - 1)));
      const ratio = (field) => round(median(runs.map((run) => run[field] / run.bareUs)));
      report({
        case: name,
        figures: medianOf(runs),
        eachBareUs: runs.map(({ bareUs }) => round(bareUs)),
        runs: RUNS,
        loopShare,
        ratio: {
          to: `the bare environment in CPython ${version}`,
          ...Object.fromEntries(
            ['drawnUs', 'pythonUs', 'pyodideUs', 'pythonManyUs', 'pyodideManyUs'].map((field) => [
              field.replace(/Us$/, ''),
              ratio(field),
            ]),
          ),
        },
      });
    }
  } finally {
    await pool.close();
    helpers.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A study's first game with actions drawn from its keys, the same every time. */
async function openGame(parts, name) {
  const folder = inRoot('environments', name);
  const { study } = await parts.loadStudy(folder);
  const scene = study.scenes.find(({ kind }) => kind === 'game');
  const environment = study.environments[scene.environment];
  const choices = [scene.defaultAction, ...Object.values(scene.keys)];
  let state = SEED;
  const draw = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return choices[Math.floor((state / 2 ** 32) * choices.length)];
  };
  const actions = Array.from({ length: TICKS }, () =>
    Object.fromEntries(Object.keys(scene.roles).map((agent) => [agent, draw()])),
  );
  return { folder, environment, actions, source: parts.openStudySource(folder, name) };
}

function loopBare(executable, { folder, environment, actions }) {
  const { file, kwargs, canvas } = environment;
  const request = {
    folder,
    package: inRoot('environments'),
    file,
    class: environment.class,
    kwargs,
    actions,
    seed: SEED,
  };
  const { stdout, stderr, status } = spawnSync(executable, [inRoot('tests/bench/lab/loopBare.py')], {
    input: JSON.stringify({ ...request, canvas: [canvas.width, canvas.height] }),
    env: { PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1' },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** Plays the actions twice in one runtime, episode by episode: a tick a call, then an episode a call. Only the calls are timed. */
async function playIn(pool, runtime, { environment, actions, source }, lengths) {
  const spec = { ...environment, runtime };
  const place = await pool.place('bench', source, { environment: spec });
  try {
    await place.load(spec, LIMIT_MS);
    let oneMs = 0;
    let manyMs = 0;
    let at = 0;
    for (const length of lengths) {
      const episode = actions.slice(at, at + length);
      at += length;
      await place.call({ op: 'reset', seed: SEED }, LIMIT_MS);
      let startedMs = performance.now();
      for (const joint of episode) await place.call({ op: 'step', actions: joint, obs: [] }, LIMIT_MS);
      oneMs += performance.now() - startedMs;
      await place.call({ op: 'reset', seed: SEED }, LIMIT_MS);
      startedMs = performance.now();
      await place.call({ op: 'steps', actions: episode, fromTick: 0, hashEvery: 0, obs: [] }, LIMIT_MS);
      manyMs += performance.now() - startedMs;
    }
    return { oneUs: (oneMs * 1000) / actions.length, manyUs: (manyMs * 1000) / actions.length };
  } finally {
    place.leave();
  }
}
