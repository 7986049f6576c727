import { createDraws, type Draws } from '../../main/cli/testBot/createDraws';

/** Cycles of the kill loop; the other campaigns are counted from it. CUBICLE_FAULT_CYCLES sets it. */
export const CYCLES = Number(process.env['CUBICLE_FAULT_CYCLES'] ?? 1000);

/** Everything that is drawn follows from it. CUBICLE_FAULT_SEED repeats a run. */
export const SEED = Number(process.env['CUBICLE_FAULT_SEED'] ?? Math.floor(Math.random() * 2 ** 32));

export const drawsOf = (name: string): Draws => createDraws(SEED, name);

/** One line in the output of the tests. */
export function report(campaign: string, figures: Record<string, unknown>): void {
  process.stdout.write(`\n${campaign} figures ${JSON.stringify({ seed: SEED, ...figures })}\n`);
}

/** Median, 99th percentile and largest, whole milliseconds (nearest rank). */
export function spread(valuesMs: readonly number[]): { n: number; p50: number; p99: number; max: number } | null {
  if (valuesMs.length === 0) return null;
  const sorted = [...valuesMs].sort((one, other) => one - other);
  const at = (share: number): number => Math.round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0);
  return { n: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}
