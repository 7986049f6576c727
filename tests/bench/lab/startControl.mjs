import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { p50p99 } from './figures.mjs';

const HZ = 30;

/**
 * A process that does nothing but keep deadlines at 30 Hz, beside what is measured: how late it is, is what this machine does to
 * any process at that time. `stop` gives its lateness, ms.
 */
export async function startControl() {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), 'keepDeadlines'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (piece) => {
    printed += piece;
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  return {
    async stop() {
      child.stdin.end();
      await ended;
      return p50p99(JSON.parse(printed));
    },
  };
}

function keepDeadlines() {
  const startMs = performance.now();
  const lateMs = [];
  let timer;
  const next = () => {
    const dueMs = startMs + ((lateMs.length + 1) * 1000) / HZ;
    timer = setTimeout(
      () => {
        lateMs.push(Math.max(0, performance.now() - dueMs));
        next();
      },
      Math.max(0, dueMs - performance.now()),
    );
  };
  next();
  process.stdin.resume();
  process.stdin.once('end', () => {
    clearTimeout(timer);
    process.stdout.write(JSON.stringify(lateMs));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv[2] === 'keepDeadlines') keepDeadlines();
