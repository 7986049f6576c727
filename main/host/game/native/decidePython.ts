/** `program` as it was called; `executable`: where it is. */
export type FoundPython = { executable: string; version: string };

/** What became of one attempt: a Python, or why not; `problem` null: there is no such program. */
export type LookedAt = { program: string } & ({ version: string; executable: string } | { problem: string | null });

export type DecidedPython = { ok: true; python: FoundPython } | { ok: false; message: string };

const OLDEST = '3.10';

/** The first that is new enough, and within `requires` (like `>=3.11,<3.14`; null: any); else what to tell the operator. */
export function decidePython(lookedAt: readonly LookedAt[], requires: string | null): DecidedPython {
  const wanted = `>=${OLDEST}${requires === null ? '' : `,${requires}`}`;
  const seen: string[] = [];
  for (const one of lookedAt) {
    if ('problem' in one) {
      if (one.problem !== null) seen.push(`${one.program} (${one.problem})`);
    } else if (meetsVersion(one.version, wanted)) {
      return { ok: true, python: { executable: one.executable, version: one.version } };
    } else seen.push(`${one.program} (${one.version})`);
  }
  const programs = [...new Set(lookedAt.map(({ program }) => program.replace(/^.*[/\\]/, '')))];
  const found =
    seen.length === 0
      ? `There is none: looked for ${programs.join(', ')}`
      : `Found only ${[...new Set(seen)].join(', ')}`;
  const newest = requires?.includes('<') ? 'one within these bounds' : 'Python 3.12 or newer';
  return {
    ok: false,
    message:
      `This study runs in a native Python (${describeWish(requires)}). ${found}. ` +
      `Install ${newest} from python.org (on Debian and Ubuntu: sudo apt install python3 python3-venv), or set the variable ` +
      'CUBICLE_PYTHON to the program of one that is there, and try again.',
  };
}

/** Whether a version like `3.11.2` is within bounds like `>=3.10,<3.14`. */
export function meetsVersion(version: string, bounds: string): boolean {
  return bounds.split(',').every((bound) => {
    const [, sign, limit = ''] = /^\s*(>=|<=|==|>|<)\s*([\d.]+)\s*$/.exec(bound) ?? [];
    const order = compare(version, limit);
    if (sign === '>=') return order >= 0;
    if (sign === '<=') return order <= 0;
    if (sign === '>') return order > 0;
    if (sign === '<') return order < 0;
    return sign === '==' && order === 0;
  });
}

/** Compares as many parts as the limit has: 3.11.2 is no more than 3.11. */
function compare(version: string, limit: string): number {
  const parts = version.split('.').map(Number);
  for (const [place, part] of limit.split('.').map(Number).entries()) {
    const difference = (parts[place] ?? 0) - part;
    if (difference !== 0) return difference;
  }
  return 0;
}

function describeWish(requires: string | null): string {
  return requires === null ? `${OLDEST} or newer` : requires;
}
