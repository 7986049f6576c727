import { lookup } from 'node:dns/promises';
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canUseElectron22, electron22Folder, fetchElectron22 } from './fetchElectron22.mjs';
import { cacheFolder, inRoot } from './paths.mjs';
import { runCommand } from './runCommand.mjs';
import { say, sayAlways } from './say.mjs';

const executables = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };
const executableIn = (folder) => join(folder, executables[process.platform] ?? 'electron');

const unreachableNote = join(cacheFolder, 'electron-download-unreachable');
const dayMs = 24 * 60 * 60 * 1000;
const downloadLimitMs = 5 * 60 * 1000;

/**
 * An Electron to run the app with: the one the environment names, the one the npm package has or can
 * download, or the one for trying and testing.
 * @returns {Promise<{ executable: string, testOnly: boolean }>}
 */
export async function findElectron() {
  const named = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (named) {
    const executable = executableIn(named);
    if (!existsSync(executable)) throw new Error(`ELECTRON_OVERRIDE_DIST_PATH holds no Electron: ${executable}`);
    return { executable, testOnly: false };
  }
  const own = executableIn(inRoot('node_modules', 'electron', 'dist'));
  if (existsSync(own) || (await downloadOwn(own))) return { executable: own, testOnly: false };
  if (!canUseElectron22) {
    throw new Error(
      'Electron could not be downloaded. Connect to the internet and try again, or unpack an Electron ' +
        'release and name its folder in ELECTRON_OVERRIDE_DIST_PATH.',
    );
  }
  if (!existsSync(executableIn(electron22Folder))) await fetchElectron22();
  say('using Electron 22.3.25: for trying and testing, not for participants');
  return { executable: executableIn(electron22Folder), testOnly: true };
}

async function downloadOwn(own) {
  if (!(await isDownloadReachable())) return false;
  sayAlways('downloading Electron (about 110 MB, once)');
  const { code, output } = await runCommand(process.execPath, [inRoot('node_modules/electron/install.js')], {
    output: 'keep',
    timeoutMs: downloadLimitMs,
  });
  if (code === 0 && existsSync(own)) return true;
  sayAlways(`Electron's download failed: ${output.trim().split('\n')[0] ?? 'it took too long'}`);
  noteUnreachable();
  return false;
}

/** A machine without a way out is known by its name lookup within seconds; a proxy does that for us. */
async function isDownloadReachable() {
  if (existsSync(unreachableNote) && Date.now() - statSync(unreachableNote).mtimeMs < dayMs) return false;
  const proxied = ['HTTPS_PROXY', 'https_proxy', 'ELECTRON_GET_USE_PROXY'].some((name) => process.env[name]);
  if (proxied) return true;
  const mirror = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror;
  const host = mirror ? new URL(mirror).hostname : 'github.com';
  let timer;
  const tooLong = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), 5000);
  });
  try {
    await Promise.race([lookup(host), tooLong]);
    rmSync(unreachableNote, { force: true });
    return true;
  } catch {
    sayAlways(`Electron's own download cannot be reached from here (${host})`);
    noteUnreachable();
    return false;
  } finally {
    clearTimeout(timer);
  }
}

function noteUnreachable() {
  mkdirSync(cacheFolder, { recursive: true });
  writeFileSync(unreachableNote, 'Delete this file to try the download again at once.\n');
}
