import { spawn } from 'node:child_process';
import { cpus } from 'node:os';
import { inRoot } from '../../build/scripts/paths.mjs';
import { watchMachine } from './lab/figures.mjs';
import { loadParts } from './lab/loadParts.mjs';
import { measureApp } from './measureApp.mjs';
import { measureBot } from './measureBot.mjs';
import { measureBytes } from './measureBytes.mjs';
import { measureDrawing } from './measureDrawing.mjs';
import { measureExport } from './measureExport.mjs';
import { measureGames } from './measureGames.mjs';
import { measureInterpreters } from './measureInterpreters.mjs';
import { measureJournal } from './measureJournal.mjs';
import { measureKey } from './measureKey.mjs';
import { measureRecovery } from './measureRecovery.mjs';
import { measureRunner } from './measureRunner.mjs';
import { measureSoak } from './measureSoak.mjs';
import { measureStart } from './measureStart.mjs';
import { measureSteps } from './measureSteps.mjs';

/*
 * npm run bench [-- NAME…]: measures the built programs and prints one JSON line per measurement.
 *   figures      what was measured; names end in the unit; medians of `runs` where there are several
 *   ratio        a figure against another measured beside it, in the same minutes on the same machine
 *   loadAverage  of one minute, before and after; machineBusy is the share of all cores that was not idle meanwhile,
 *                our own processes included
 * Nothing is asserted. `app` and `roundTrip` (need Electron, and a display or Xvfb) and `soak` (takes long) run only when they are named.
 */
const benches = {
  start: measureStart,
  games: measureGames,
  key: measureKey,
  drawing: measureDrawing,
  bytes: measureBytes,
  bot: measureBot,
  journal: measureJournal,
  recovery: measureRecovery,
  export: measureExport,
  runner: measureRunner,
  interpreters: measureInterpreters,
  steps: measureSteps,
};

const onlyNamed = { app: measureApp, soak: measureSoak };

function runRoundTrip() {
  const child = spawn(process.execPath, [inRoot('tests/bench/runnerRoundTrip.mjs'), '--seconds', '30'], {
    stdio: 'inherit',
  });
  return new Promise((resolve) => child.once('exit', resolve));
}

const names = process.argv.slice(2).filter((name) => name !== '--');
const unknown = names.filter((name) => !(name in benches) && !(name in onlyNamed) && name !== 'roundTrip');
if (unknown.length > 0) {
  console.error(
    `There is no bench ${unknown.join(', ')}. There are: ${[...Object.keys(benches), ...Object.keys(onlyNamed), 'roundTrip'].join(', ')}.`,
  );
  process.exit(2);
}

const parts = await loadParts();
for (const name of names.length > 0 ? names : Object.keys(benches)) {
  if (name === 'roundTrip') {
    await runRoundTrip();
    continue;
  }
  let tellMachine = watchMachine();
  const report = (line) => {
    const machine = { ...tellMachine(), cores: cpus().length, node: process.versions.node };
    console.log(JSON.stringify({ bench: name, ...line, ...machine, at: new Date().toISOString() }));
    tellMachine = watchMachine();
  };
  try {
    await { ...benches, ...onlyNamed }[name]({ parts, report });
  } catch (cause) {
    console.error(`${name}: ${cause instanceof Error ? cause.stack : String(cause)}`);
    process.exitCode = 1;
  }
}
