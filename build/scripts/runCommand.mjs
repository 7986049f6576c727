import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { rootFolder } from './paths.mjs';

/**
 * Run a program to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, output?: 'show' | 'keep', timeoutMs?: number, shell?: boolean, waits?: boolean }} [options]
 *   `waits`: it has what others leave of the processors. `show` passes its output on to stderr or stdout as it is; `keep` collects both.
 * @returns {Promise<{ code: number, output: string, timedOut: boolean }>} a signal counts as exit code 1
 */
export function runCommand(command, args, options = {}) {
  const { env = process.env, cwd = rootFolder, output = 'show', timeoutMs = 0, shell = false, waits = false } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      shell,
      stdio: output === 'show' ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    });
    if (waits && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
    const chunks = [];
    let timedOut = false;
    const timer = timeoutMs
      ? setTimeout(() => {
          timedOut = true;
          child.kill('SIGKILL');
        }, timeoutMs)
      : undefined;
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(new Error(`could not start ${command}: ${error.message}`));
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString('utf8'), timedOut });
    });
  });
}

/** As `runCommand`, but anything other than exit code 0 is an error that shows the command's own words. */
export async function mustRun(command, args, options = {}) {
  const result = await runCommand(command, args, options);
  if (result.code === 0) return result.output;
  const why = result.timedOut ? 'took too long' : `ended with code ${result.code}`;
  throw new Error(`${command} ${args.join(' ')} ${why}\n${result.output}`.trimEnd());
}

/** How to call npm: by the file npm itself names when it runs us, else by name. */
export function npmCommand() {
  const file = process.env.npm_execpath;
  if (file && /npm-cli\.c?js$/.test(file)) return { command: process.execPath, before: [file], shell: false };
  return { command: 'npm', before: [], shell: process.platform === 'win32' };
}

/** The PATH entry that makes a given Node the one that `npm` and shebangs find. */
export function withPath(folder, env = process.env) {
  const separator = process.platform === 'win32' ? ';' : ':';
  return { ...env, PATH: `${folder}${separator}${env.PATH ?? ''}` };
}
