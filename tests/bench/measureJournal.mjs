import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { inRoot } from '../../build/scripts/paths.mjs';
import { median, medianOf, p50p99, round } from './lab/figures.mjs';

const ROUNDS = 5;
const ROUND_MS = 1000;

const tickRow = (tick) => ({
  kind: 'tick',
  atMs: tick * 33,
  game: 'together.LAB01.LAB02',
  participant: null,
  seat: null,
  body: {
    episode: 0,
    tick,
    actions: { left: 1, right: 0 },
    rewards: { left: 0, right: 0 },
    terminations: { left: false, right: false },
    truncations: { left: false, right: false },
    policies: {},
    lateMs: 0.1,
    stepMs: 0.2,
    hash: null,
  },
});

/** Repeats `write` for a while: how many times a second, and how long each took. */
async function timeRound(write) {
  const startedMs = performance.now();
  const eachMs = [];
  for (let nowMs = startedMs; nowMs - startedMs < ROUND_MS; ) {
    await write();
    const doneMs = performance.now();
    eachMs.push(doneMs - nowMs);
    nowMs = doneMs;
  }
  return { perS: (eachMs.length * 1000) / (performance.now() - startedMs), ...p50p99(eachMs) };
}

/**
 * Rows a second that are on disk, synced (SQLite, WAL, synchronous=FULL) and hashed into the chain, when each append waits for
 * the one before; beside it, the disk itself: one plain write of the same size with fdatasync.
 */
export async function measureJournal({ parts, report }) {
  const folder = mkdtempSync(join(tmpdir(), 'cubicle-bench-'));
  try {
    const workerFile = inRoot('dist/host/record.cjs');
    const journal = await parts.openJournal({ file: join(folder, 'journal.sqlite'), create: true, workerFile });
    const plain = openSync(join(folder, 'plain'), 'a');
    let tick = 0;
    for (const rowsPerAppend of [1, 100]) {
      const bytes = Buffer.alloc(rowsPerAppend * JSON.stringify(tickRow(1000)).length, 'x');
      const rounds = [];
      const disk = [];
      for (let run = 0; run < ROUNDS; run += 1) {
        const { perS, p50, p99 } = await timeRound(() => {
          const rows = Array.from({ length: rowsPerAppend }, () => tickRow((tick += 1)));
          return journal.append(rows, { durable: true });
        });
        rounds.push({ rowsPerS: perS * rowsPerAppend, appendP50Ms: p50, appendP99Ms: p99 });
        disk.push(
          await timeRound(() => {
            writeSync(plain, bytes);
            fdatasyncSync(plain);
          }),
        );
      }
      const figures = medianOf(rounds);
      const diskPerS = median(disk.map(({ perS }) => perS)) * rowsPerAppend;
      report({
        case: rowsPerAppend === 1 ? 'one row' : `${rowsPerAppend} rows`,
        figures: { ...figures, plainRowsPerS: round(diskPerS), plainP50Ms: round(median(disk.map(({ p50 }) => p50))) },
        runs: ROUNDS,
        ratio: { to: 'plain write and fdatasync of the same bytes', value: round(figures.rowsPerS / diskPerS) },
      });
    }
    closeSync(plain);
    await journal.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
