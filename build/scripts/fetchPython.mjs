import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './paths.mjs';
import { mustRun } from './runCommand.mjs';
import { sayAlways } from './say.mjs';
import { withLock } from './withLock.mjs';

/**
 * A Python of its own with some packages, fetched on the first call, outside the checkout.
 * @param {string} name of the folder
 * @param {string[]} packages each with its version
 * @param {string} purpose what they are for, to say so
 * @returns {Promise<{ python: string } | { missing: string }>} `missing`: why there is none, in words
 */
export async function fetchPython(name, packages, purpose) {
  const folder = join(cacheFolder, `${name}-${packages.map((one) => one.replace(/[^A-Za-z0-9.]+/g, '-')).join('_')}`);
  const python = join(folder, 'bin', 'python');
  if (existsSync(python)) return { python };
  return withLock(name, async () => {
    if (existsSync(python)) return { python };
    sayAlways(`fetching ${packages.join(', ')} for ${purpose} (once)`);
    const partial = `${folder}.partial-${process.pid}`;
    try {
      mkdirSync(cacheFolder, { recursive: true });
      await mustRun('python3', ['-m', 'venv', partial], { output: 'keep' });
      const pip = ['-m', 'pip', 'install', '--quiet', '--prefer-binary', '--disable-pip-version-check'];
      await mustRun(join(partial, 'bin', 'python'), [...pip, ...packages], { output: 'keep' });
      renameSync(partial, folder);
      return { python };
    } catch (cause) {
      rmSync(partial, { recursive: true, force: true });
      return { missing: `no ${packages[0]} here: ${cause.message.split('\n').at(-1)}` };
    }
  });
}
