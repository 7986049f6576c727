import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { inRoot } from '../../../build/scripts/paths.mjs';
import { listDescendants } from './readProcesses.mjs';

const READY_WITHIN_MS = 60_000;

/**
 * Runs `cubicle host` from dist/ as a person would.
 * @returns its process, addresses, and how long it took until it told its address; `stop` ends it in order, `kill` by SIGKILL
 */
export async function startHost({ dataDir, port }) {
  const startedMs = performance.now();
  const args = [inRoot('dist/cli/cubicle.cjs'), 'host', '--port', String(port), '--data', dataDir];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const said = [];
  child.stdout.on('data', (piece) => {
    for (const line of piece.toString().split('\n')) said.push({ line, atMs: performance.now() });
  });
  const consoleUrl = await readConsoleUrl(child);
  const startMs = performance.now() - startedMs;
  return {
    pid: child.pid,
    url: `http://127.0.0.1:${port}`,
    consoleUrl,
    operatorToken: new URLSearchParams(new URL(consoleUrl).hash.slice(1)).get('token'),
    startMs,
    startedMs,
    /** When a line that fits came, ms; null: none did. */
    saidAtMs: (pattern) => said.find(({ line }) => pattern.test(line))?.atMs ?? null,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
    /** The moment of the kill, ms. Helpers of the dead host see their channel close and end by themselves. */
    async kill() {
      const killedMs = performance.now();
      child.kill('SIGKILL');
      await exited;
      return killedMs;
    },
    /** For the end of a measurement that failed: nothing of this host is left running. */
    async abandon() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const helpers = listDescendants(child.pid);
      child.kill('SIGKILL');
      await exited;
      for (const { pid } of helpers) endProcess(pid);
    },
  };
}

function endProcess(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function readConsoleUrl(child) {
  return new Promise((resolve, reject) => {
    let printed = '';
    const fail = (why) => reject(new Error(`The host ${why}:\n${printed}`));
    const timer = setTimeout(() => fail('told no address'), READY_WITHIN_MS);
    const read = (piece) => {
      printed += piece;
      const found = /http:\/\/127\.0\.0\.1:\d+\/console\/#token=[\w-]+/.exec(printed);
      if (!found) return;
      clearTimeout(timer);
      resolve(found[0]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => fail(`ended with ${code}`));
  });
}
