import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { ensureBuilt } from './build.mjs';
import { check } from './check.mjs';
import { fetchNode24 } from './fetchNode24.mjs';
import { findElectron } from './findElectron.mjs';
import { ensureInstalled } from './install.mjs';
import { installSystemPackages } from './installSystemPackages.mjs';
import { inRoot } from './paths.mjs';
import { runCommand } from './runCommand.mjs';
import { runVitest } from './runVitest.mjs';
import { sayAlways, stopWith } from './say.mjs';
import { startDisplay } from './startDisplay.mjs';

const stages = ['check', 'unit', 'e2e', 'faults'];
const total = { passed: 0, failed: 0, skipped: 0 };
const table = [];

/** The checks of the sources, in a process of its own that has what the unit tests leave of the processors. */
function startCheck() {
  const run = runCommand(process.execPath, [inRoot('build/scripts/check.mjs')], {
    output: 'keep',
    waits: true,
  });
  // Whoever waits for it hears of a failure.
  run.catch(() => undefined);
  return async () => {
    const { code, output } = await run;
    process.stdout.write(output);
    return code === 0;
  };
}

/** Run one stage, time it, and go on after a failure: one run shows everything that is wrong. */
async function stage(name, work) {
  process.stdout.write(`\n── ${name} ${'─'.repeat(Math.max(0, 66 - name.length))}\n`);
  const started = performance.now();
  let ok = false;
  try {
    ok = (await work()) !== false;
  } catch (error) {
    sayAlways(error instanceof Error ? error.message : String(error));
  }
  table.push({ name, ok, seconds: (performance.now() - started) / 1000 });
  return ok;
}

async function vitestStage(project, options) {
  const { ok, passed, failed, skipped } = await runVitest(project, options);
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  return ok;
}

/**
 * What the end-to-end tests need of the machine, handed over in the environment: CUBICLE_ELECTRON
 * (executable), CUBICLE_CHROMIUM (executable), DISPLAY.
 */
async function prepareEndToEnd() {
  const { executable } = await findElectron();
  const display = await startDisplay();
  const chromium = findOnPath(['chromium', 'chromium-browser', 'google-chrome']);
  return {
    stop: display.stop,
    env: {
      ...process.env,
      CUBICLE_ELECTRON: executable,
      ...(chromium ? { CUBICLE_CHROMIUM: chromium } : {}),
      ...(display.display ? { DISPLAY: display.display } : {}),
    },
  };
}

const findOnPath = (programs) =>
  programs
    .flatMap((program) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, program)))
    .find((path) => existsSync(path));

/** The tests that start real processes and windows share one display and one Electron. */
async function endToEndStage(project, filters) {
  const { env, stop } = await prepareEndToEnd();
  try {
    return await vitestStage(project, { env, filters });
  } finally {
    stop();
  }
}

async function unitStages(filters) {
  const running = Number(process.versions.node.split('.')[0]);
  await stage(`unit, Node ${process.versions.node}`, () => vitestStage('unit', { filters }));
  if (running >= 24) return;
  let nodeFolder;
  const fetched = await stage('fetch Node 24', async () => {
    nodeFolder = await fetchNode24();
  });
  if (fetched && nodeFolder) await stage('unit, Node 24', () => vitestStage('node', { nodeFolder, filters }));
}

/**
 * `npm test [-- STAGE [FILTER…]]`: everything, or one stage, or the tests of one stage whose path contains a filter.
 * The fault tests take long and run only when asked for by name.
 */
async function test([only, ...filters]) {
  if (only && !stages.includes(only)) throw new Error(`no stage is called ${only}; there are: ${stages.join(', ')}`);
  const wants = (name) => (only ? only === name : name !== 'faults');
  const installed = await stage('install', () =>
    Promise.all([ensureInstalled(), wants('e2e') || wants('faults') ? installSystemPackages() : null]),
  );
  if (installed) {
    const built = await stage('build', ensureBuilt);
    if (only === 'check') await stage('check', () => check(filters));
    const finishCheck = only ? null : startCheck();
    if (wants('unit')) await unitStages(filters);
    if (finishCheck) await stage('check, beside the units', finishCheck);
    // Without a build there is nothing to start; unit tests that need a built worker say so themselves.
    if (built && wants('e2e')) await stage('end to end', () => endToEndStage('e2e', filters));
    if (built && wants('faults')) await stage('faults', () => endToEndStage('faults', filters));
  }
  return report();
}

function report() {
  process.stdout.write('\n');
  for (const { name, ok, seconds } of table) {
    process.stdout.write(`${ok ? '✓' : '✗'} ${name.padEnd(28)} ${seconds.toFixed(1).padStart(7)} s\n`);
  }
  const seconds = table.reduce((sum, row) => sum + row.seconds, 0);
  process.stdout.write(`  ${'all'.padEnd(28)} ${seconds.toFixed(1).padStart(7)} s\n\n`);
  process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
  return table.every((row) => row.ok);
}

process.exitCode = (await test(process.argv.slice(2)).catch(stopWith)) ? 0 : 1;
