import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { findElectron } from './findElectron.mjs';
import { ensureInstalled } from './install.mjs';
import { inRoot, rootFolder } from './paths.mjs';
import { say, sayAlways, stopWith } from './say.mjs';

const usage = `npm run package [-- --installers] [--for-tests]
  Packs the app for this machine's system into release/.
  --installers   also makes the installers of this system (the default is the unpacked app only)
  --for-tests    lets a test driver attach to the packed app; never hand such a build out`;

async function makePackage(args) {
  const unknown = args.find((arg) => !['--installers', '--for-tests'].includes(arg));
  if (unknown) throw new Error(`no such option: ${unknown}\n${usage}`);
  await ensureInstalled();
  await ensureBuilt();
  const { executable, testOnly } = await findElectron();
  const { build, Platform } = await import('electron-builder');
  const { parse } = await import('yaml');
  const config = parse(readFileSync(inRoot('electron-builder.yml'), 'utf8'));
  if (args.includes('--for-tests')) config.electronFuses.enableNodeCliInspectArguments = true;
  const copy = testOnly ? useElectron22(config, executable) : undefined;
  try {
    const targets = Platform.current().createTarget(args.includes('--installers') ? undefined : 'dir');
    const made = await build({ projectDir: rootFolder, targets, config, publish: 'never' });
    say(made.length > 0 ? `made ${made.join(', ')}` : `made ${inRoot('release')}`);
  } finally {
    if (copy) rmSync(copy, { recursive: true, force: true });
  }
}

/** Pack the Electron for trying and testing: without the launcher that it runs a checkout with. */
function useElectron22(config, executable) {
  sayAlways('packing Electron 22.3.25: this app is for trying and testing, not for participants');
  const copy = mkdtempSync(join(tmpdir(), 'cubicle-electron-'));
  cpSync(dirname(executable), copy, { recursive: true });
  rmSync(join(copy, 'resources', 'app'), { recursive: true, force: true });
  config.electronVersion = readFileSync(join(copy, 'version'), 'utf8').trim();
  config.electronDist = copy;
  return copy;
}

await makePackage(process.argv.slice(2)).catch(stopWith);
