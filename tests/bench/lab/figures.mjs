import { cpus, loadavg } from 'node:os';

/** The value that a share of all values does not exceed (nearest rank); null for no values. */
export function quantile(values, share) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

export const median = (values) => quantile(values, 0.5);

/** Three digits that mean something: 0.0123, 1.23, 12.3, 1230. */
export function round(value) {
  if (value === null || !Number.isFinite(value)) return null;
  return Number(value.toPrecision(3));
}

export const p50p99 = (values) => ({ p50: round(quantile(values, 0.5)), p99: round(quantile(values, 0.99)) });

/** The medians, field by field, of figures of the same shape. */
export function medianOf(runs) {
  const names = Object.keys(runs[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, round(median(runs.map((run) => run[name])))]));
}

/** Time of all cores since the machine started, ms: idle and in all. */
function readCpuTimes() {
  const times = cpus().map((cpu) => cpu.times);
  const idle = times.reduce((sum, time) => sum + time.idle, 0);
  return {
    idle,
    all: times.reduce((sum, { user, nice, sys, irq, idle: free }) => sum + user + nice + sys + irq + free, 0),
  };
}

/** Watches how busy the machine is, our own processes included; the function tells it for the time since. */
export function watchMachine() {
  const before = readCpuTimes();
  const loadBefore = loadavg()[0];
  return () => {
    const after = readCpuTimes();
    return {
      loadAverage: [round(loadBefore), round(loadavg()[0])],
      machineBusy: round(1 - (after.idle - before.idle) / (after.all - before.all)),
    };
  };
}
