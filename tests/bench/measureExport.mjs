import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fetchDataTools } from '../../build/scripts/fetchDataTools.mjs';
import { inRoot } from '../../build/scripts/paths.mjs';
import { round } from './lab/figures.mjs';
import { makeLongRecord } from './lab/makeLongRecord.mjs';

/** `CUBICLE_BENCH_TICKS=10000000` for the session of ten million ticks: some 6 GB of disk, twice. */
const TICKS = Number(process.env.CUBICLE_BENCH_TICKS ?? 200_000);
const TEXT_TICKS = Math.min(TICKS, 100_000);

/** Runs a program to its end: seconds, and the most memory it had, in MB. */
async function timeRun(command, args) {
  const startedMs = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  let peakMb = 0;
  const timer = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      peakMb = Math.max(peakMb, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
    } catch {
      // It has just ended.
    }
  }, 50);
  const code = await new Promise((resolve) => child.once('exit', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${command} ended with code ${code}`);
  return { s: (performance.now() - startedMs) / 1000, peakMb };
}

const copyRows = `
import duckdb, sys
duckdb.sql("SET threads = 1")
duckdb.sql(f"COPY (SELECT * FROM '{sys.argv[1]}') TO '{sys.argv[2]}' (FORMAT parquet, COMPRESSION zstd)")
`;

/**
 * Exports a long session of two agents with the command line, and says how long it took and the most memory it had; beside
 * it, DuckDB copying the same rows from Parquet to Parquet on one thread.
 */
export async function measureExport({ parts, report }) {
  const folder = mkdtempSync(join(tmpdir(), 'cubicle-bench-'));
  try {
    for (const [format, ticks] of [
      ['parquet', TICKS],
      ['csv', TEXT_TICKS],
      ['jsonl', TEXT_TICKS],
    ]) {
      const record = join(folder, `record-${ticks}`);
      await makeLongRecord(parts, record, ticks);
      const out = join(folder, format);
      const run = await timeRun(process.execPath, [
        inRoot('dist/cli/cubicle.cjs'),
        ...['export', record, '--format', format, '--out', out],
      ]);
      const file = join(out, format, `ticks.${format}`);
      const figures = {
        ticks,
        s: round(run.s),
        ticksPerS: round(ticks / run.s),
        peakMb: round(run.peakMb),
        journalMb: round(statSync(join(record, 'journal.sqlite')).size / 1e6),
        ticksFileMb: round(statSync(file).size / 1e6),
      };
      const duckdb = format === 'parquet' ? await timeDuckDb(file, join(folder, 'copy.parquet')) : null;
      const ratio = duckdb && { to: 'DuckDB copying the same rows to Parquet', value: round(run.s / duckdb.s) };
      report({
        case: format,
        figures: { ...figures, ...(duckdb && { duckDbS: round(duckdb.s) }) },
        runs: 1,
        ...(ratio && { ratio }),
      });
      rmSync(out, { recursive: true });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function timeDuckDb(from, to) {
  const tools = await fetchDataTools();
  return 'python' in tools ? timeRun(tools.python, ['-c', copyRows, from, to]) : null;
}
