import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findElectron } from '../../build/scripts/findElectron.mjs';

/*
 * How long a tick's message takes to a study's interpreter and back, without any Python in between:
 *   renderer  host (utility process) ↔ MessagePort ↔ Web Worker of a hidden, sandboxed renderer
 *   thread    host (utility process) ↔ worker_thread of its own, the least that any separate thread can cost
 * Messages of 200 bytes at a fixed rate, at absolute deadlines, one at a time.
 *   node tests/bench/runnerRoundTrip.mjs --seconds 60 [--hz 60] [--kind renderer|thread] [--repeat N]
 * Prints one JSON line per run. `machineBusy` is the share of all cores that was not idle meanwhile,
 * our own processes included: figures of a run beside other work say nothing about the design.
 * Needs a display (or Xvfb with DISPLAY set) and an Electron that `findElectron` finds.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    hz: { type: 'string', default: '60' },
    kind: { type: 'string' },
    repeat: { type: 'string', default: '1' },
  },
});
const appFolder = join(dirname(fileURLToPath(import.meta.url)), 'runnerRoundTrip.app');
const { executable } = await findElectron();

function readCpuTimes() {
  const times = cpus().map((cpu) => cpu.times);
  const idle = times.reduce((sum, time) => sum + time.idle, 0);
  const all = times.reduce((sum, time) => sum + time.user + time.nice + time.sys + time.irq + time.idle, 0);
  return { idle, all };
}

function measureOnce(kind) {
  const userData = mkdtempSync(join(tmpdir(), 'cubicle-bench-'));
  const before = readCpuTimes();
  const rootSwitches = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(executable, [appFolder, `--user-data-dir=${userData}`, '--disable-gpu', ...rootSwitches], {
    env: { ...process.env, ROUND_TRIP_KIND: kind, ROUND_TRIP_SECONDS: values.seconds, ROUND_TRIP_HZ: values.hz },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      rmSync(userData, { recursive: true, force: true });
      const line = output.split('\n').find((text) => text.startsWith('RESULT '));
      if (!line) return reject(new Error(`Electron ended with code ${code} and no result:\n${output}`));
      const after = readCpuTimes();
      const machineBusy = 1 - (after.idle - before.idle) / (after.all - before.all);
      resolve({ ...JSON.parse(line.slice('RESULT '.length)), machineBusy: Number(machineBusy.toFixed(2)) });
    });
  });
}

for (let run = 0; run < Number(values.repeat); run++) {
  for (const kind of values.kind ? [values.kind] : ['renderer', 'thread']) {
    const result = await measureOnce(kind);
    console.log(
      JSON.stringify({
        bench: 'runnerRoundTrip',
        kind,
        hz: Number(values.hz),
        ...result,
        loadAverage: Number(loadavg()[0].toFixed(2)),
        cores: cpus().length,
        at: new Date().toISOString(),
      }),
    );
  }
}
