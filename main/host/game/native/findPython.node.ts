import { execFile } from 'node:child_process';
import { isAbsolute } from 'node:path';
import { promisify } from 'node:util';
import { decidePython, type FoundPython, type LookedAt } from './decidePython';

const run = promisify(execFile);
const ANSWER_LIMIT_MS = 10_000;
const question = 'import sys; print("%d.%d.%d|%s" % (sys.version_info[:3] + (sys.executable,)))';

/** An app that was not started from a terminal has a short PATH: these are where installers put Python. */
const folders = [
  '/usr/bin',
  '/usr/local/bin',
  '/opt/homebrew/bin',
  '/Library/Frameworks/Python.framework/Versions/Current/bin',
];
const minors = [14, 13, 12, 11, 10];

/**
 * The native Python that runs studies: the first of `CUBICLE_PYTHON` (or it alone, if it is set), `python3`, and the versioned
 * names, that is new enough and meets `requires` (like `>=3.11,<3.14`; null: any). Rejects in words: what was looked for, what
 * to install.
 */
export async function findPython(requires: string | null, environment = process.env): Promise<FoundPython> {
  const wish = environment.CUBICLE_PYTHON;
  const lookedAt: LookedAt[] = [];
  for (const program of wish === undefined ? listPrograms() : [wish]) {
    const answer = await ask(program);
    lookedAt.push(answer);
    const decided = decidePython([answer], requires);
    if (decided.ok) return decided.python;
  }
  const decided = decidePython(lookedAt, requires);
  if (decided.ok) return decided.python;
  throw new Error(decided.message);
}

function listPrograms(): string[] {
  if (process.platform === 'win32') return ['python', 'py', ...minors.map((minor) => `python3.${minor}`)];
  const names = ['python3', ...minors.map((minor) => `python3.${minor}`)];
  return [...names, ...folders.flatMap((folder) => names.map((name) => `${folder}/${name}`))];
}

async function ask(program: string): Promise<LookedAt> {
  try {
    const { stdout } = await run(program, ['-c', question], { timeout: ANSWER_LIMIT_MS, windowsHide: true });
    const [version = '', executable = ''] = stdout.trim().split('|');
    return isAbsolute(executable) ? { program, version, executable } : { program, problem: 'does not say where it is' };
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    return { program, problem: isMissing ? null : 'cannot be started' };
  }
}
