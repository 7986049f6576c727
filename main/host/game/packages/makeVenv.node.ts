import { spawn } from 'node:child_process';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

export type VenvOptions = {
  /** The Python it is made of. */
  executable: string;
  /** The folder to make. It is there when this resolves, whole. */
  target: string;
  requirementsFile: string;
  /** Where wheels are looked for before the network: the study's own, and those that were fetched before. The last takes what is fetched. */
  wheelFolders: readonly string[];
  say(line: string): void;
};

const WORDS_KEPT = 4096;

/**
 * Makes a virtual environment with the packages of a requirements file, each checked by its hash, none of them built: from the
 * folders alone if they hold all of them, else from the network. Rejects in words.
 */
export async function makeVenv({
  executable,
  target,
  requirementsFile,
  wheelFolders,
  say,
}: VenvOptions): Promise<void> {
  const partial = `${target}.partial-${process.pid}`;
  const cache = wheelFolders.at(-1) ?? partial;
  await rm(partial, { recursive: true, force: true });
  await mkdir(cache, { recursive: true, mode: 0o700 });
  try {
    say('making a Python of its own for the study');
    await run(executable, ['-m', 'venv', partial], say).catch((cause: unknown) => {
      throw new Error(`${describe(cause)}\nOn Debian and Ubuntu, install python3-venv; then try again.`);
    });
    const python = venvProgram(partial);
    const checked = ['--require-hashes', '--only-binary=:all:', '--disable-pip-version-check', '-r', requirementsFile];
    const links = wheelFolders.flatMap((folder) => ['--find-links', folder]);
    const install = ['-m', 'pip', 'install', '--no-index', ...links, ...checked];
    const isHere = await run(python, install, say).then(
      () => true,
      () => false,
    );
    if (!isHere) {
      say('some packages are not on this machine: fetching them');
      await run(python, ['-m', 'pip', 'download', '--dest', cache, ...links, ...checked], say);
      await run(python, install, say);
    }
    await rename(partial, target);
  } catch (cause) {
    await rm(partial, { recursive: true, force: true });
    throw cause;
  }
}

/** The Python of a virtual environment. */
export function venvProgram(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}

/** Runs to the end, and says which package it has come to. Rejects with the last of what it said. */
function run(program: string, args: string[], say: (line: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    let words = '';
    const hear = (data: Buffer): void => {
      const text = data.toString();
      words = (words + text).slice(-WORDS_KEPT);
      for (const [, name = ''] of text.matchAll(/^Collecting (\S+)/gm)) say(`package ${name}`);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', (cause) => reject(new Error(`${program} cannot be started: ${cause.message}`)));
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(words.trim() || `${program} ended with exit code ${code ?? 'unknown'}`));
    });
  });
}

function describe(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
