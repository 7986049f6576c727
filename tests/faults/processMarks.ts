import { readdirSync, readFileSync } from 'node:fs';

/** A process that is told apart from a later one with the same number by when it was born. */
export type ProcessMark = { pid: number; parent: number; born: string };

/** All descendants of a process. Empty where there is no /proc. */
export function listDescendants(root: number): ProcessMark[] {
  const all = listProcesses();
  const found: ProcessMark[] = [];
  const visit = (parent: number): void => {
    for (const one of all.filter((other) => other.parent === parent)) {
      found.push(one);
      visit(one.pid);
    }
  };
  visit(root);
  return found;
}

export function isRunning({ pid, born }: ProcessMark): boolean {
  return readMark(pid)?.born === born;
}

function listProcesses(): ProcessMark[] {
  try {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return pids.flatMap((pid) => readMark(Number(pid)) ?? []);
  } catch {
    return [];
  }
}

function readMark(pid: number): ProcessMark | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, parent, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // Dead, and only waiting for its parent to take notice.
    if (state === 'Z' || state === 'X') return null;
    return { pid, parent: Number(parent), born: rest[17] ?? '' };
  } catch {
    return null;
  }
}
