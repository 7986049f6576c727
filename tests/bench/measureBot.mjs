import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { performance } from 'node:perf_hooks';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { inRoot } from '../../build/scripts/paths.mjs';
import { medianOf, p50p99, round } from './lab/figures.mjs';

const ROUNDS = 5;
const DECISIONS = 400;
const PACED_DECISIONS = 90;
const PACE_MS = 1000 / 30;
const GAMES = 16;
const TICKS = 60;

const observation = (number) => Array.from({ length: 12 }, (_, index) => Math.sin(number * 12 + index));

/** Asks `count` times, one after the other; `paceMs` apart, or at once. */
async function timeAnswers(ask, count, paceMs) {
  const eachMs = [];
  for (let number = 0; number < count; number += 1) {
    if (paceMs > 0) await new Promise((resolve) => setTimeout(resolve, paceMs));
    const obs = observation(number);
    const startedMs = performance.now();
    await ask(obs);
    eachMs.push(performance.now() - startedMs);
  }
  const { p50, p99 } = p50p99(eachMs);
  return { p50Ms: p50, p99Ms: p99 };
}

/** Sixteen games that ask at the same moment: at once, which makes batches, and one after the other; and the same in this process. */
async function reportBatch({ report, throughProcess, session, metadata }) {
  const asked = Array.from({ length: GAMES }, (_, number) => observation(number));
  const run = async (rows) => {
    const input = new Tensor('float32', Float32Array.from(rows.flat()), [rows.length, rows[0].length]);
    await session.run({ [metadata.input.name]: input });
  };
  const inTurn = async (each) => {
    for (const obs of asked) await each(obs);
  };
  const ways = {
    atOnce: () => Promise.all(asked.map(throughProcess)),
    inTurn: () => inTurn(throughProcess),
    inProcessBatch: () => run(asked),
    inProcessInTurn: () => inTurn((obs) => run([obs])),
  };
  const runs = [];
  for (let turn = 0; turn < ROUNDS; turn += 1) {
    const figures = {};
    for (const [name, way] of Object.entries(ways)) {
      const eachMs = [];
      for (let tick = 0; tick < TICKS; tick += 1) {
        const startedMs = performance.now();
        await way();
        eachMs.push(performance.now() - startedMs);
      }
      figures[`${name}P50Ms`] = p50p99(eachMs).p50;
    }
    runs.push(figures);
  }
  const figures = medianOf(runs);
  report({
    case: 'sixteen games at once',
    figures,
    runs: ROUNDS,
    decisionsPerRun: GAMES * TICKS,
    ratio: { to: 'the same one after the other, p50', value: round(figures.atOnceP50Ms / figures.inTurnP50Ms) },
  });
}

/** A decision of the bundled partner through the bot process, beside the same model run by onnxruntime in this process. */
export async function measureBot({ parts, report }) {
  const model = new Uint8Array(readFileSync(inRoot('environments/volley/policies/partner.onnx')));
  const metadata = JSON.parse(readFileSync(inRoot('environments/volley/policies/partner.json'), 'utf8'));
  const helpers = parts.createNodeHelpers({
    runnerFile: inRoot('dist/host/runner-node.cjs'),
    botsFile: inRoot('dist/host/bots.cjs'),
    pyodideFolder: dirname(createRequire(import.meta.url).resolve('pyodide/package.json')),
    snapshotFile: null,
  });
  const bots = parts.createBots(helpers);
  try {
    await bots.load('partner', model, metadata);
    const session = await InferenceSession.create(model, {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
    });
    const throughProcess = (obs) => bots.infer('partner', obs);
    const inProcess = async (obs) => {
      const input = new Tensor('float32', Float32Array.from(obs), [1, obs.length]);
      return (await session.run({ [metadata.input.name]: input }))[metadata.output.name].data;
    };
    await timeAnswers(inProcess, DECISIONS, 0);
    await timeAnswers(throughProcess, DECISIONS, 0);
    for (const [name, count, paceMs] of [
      ['one after the other', DECISIONS, 0],
      ['at 30 Hz', PACED_DECISIONS, PACE_MS],
    ]) {
      const through = [];
      const raw = [];
      for (let run = 0; run < ROUNDS; run += 1) {
        through.push(await timeAnswers(throughProcess, count, paceMs));
        raw.push(await timeAnswers(inProcess, count, paceMs));
      }
      const process = medianOf(through);
      const inside = medianOf(raw);
      report({
        case: name,
        figures: { ...process, inProcessP50Ms: inside.p50Ms, inProcessP99Ms: inside.p99Ms },
        runs: ROUNDS,
        decisionsPerRun: count,
        ratio: { to: 'onnxruntime-node in process, p50', value: round(process.p50Ms / inside.p50Ms) },
      });
    }
    await reportBatch({ report, throughProcess, session, metadata });
    await session.release();
  } finally {
    await bots.close();
    helpers.close();
  }
}
