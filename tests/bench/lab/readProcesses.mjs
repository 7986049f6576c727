import { readdirSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

const TICKS_PER_S = 100;
const MIB = 2 ** 20;

/** All descendants of a process: pid, parent, program. Empty where there is no /proc. */
export function listDescendants(root) {
  const all = listProcesses();
  const found = [];
  const visit = (parent) => {
    for (const one of all) if (one.parent === parent) found.push(one) && visit(one.pid);
  };
  visit(root);
  return found;
}

function listProcesses() {
  let names = [];
  try {
    names = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    // Only Linux tells processes this way; elsewhere these figures are left out.
  }
  return names.flatMap((name) => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return [
        { pid: Number(name), parent: Number(fields[1]), cpuTicks: Number(fields[11]) + Number(fields[12]), command },
      ];
    } catch {
      return []; // It ended meanwhile.
    }
  });
}

/** Own memory of a process that no other shares, MiB, and all that is resident. */
function readMemory(pid) {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kib = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
  return { rssMiB: (kib('Rss') * 1024) / MIB, ownMiB: ((kib('Private_Clean') + kib('Private_Dirty')) * 1024) / MIB };
}

const roleOf = (command) =>
  command.includes('runner-node.cjs') ? 'runners' : command.includes('bots.cjs') ? 'bots' : 'host';

/**
 * CPU time and memory of a host with its helpers at this moment, by role.
 * @returns {{ atMs: number, roles: Record<string, { processes: number, cpuMs: number, rssMiB: number, ownMiB: number }> } | null}
 */
export function sampleHost(hostPid) {
  const own = listProcesses().find(({ pid }) => pid === hostPid);
  if (own === undefined) return null;
  const roles = {};
  for (const { pid, command, cpuTicks } of [own, ...listDescendants(hostPid)]) {
    const role = (roles[roleOf(command)] ??= { processes: 0, cpuMs: 0, rssMiB: 0, ownMiB: 0 });
    const { rssMiB, ownMiB } = readMemory(pid);
    role.processes += 1;
    role.cpuMs += (cpuTicks * 1000) / TICKS_PER_S;
    role.rssMiB += rssMiB;
    role.ownMiB += ownMiB;
  }
  return { atMs: performance.now(), roles };
}
