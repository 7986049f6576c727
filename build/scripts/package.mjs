import { cpSync, existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { findElectron } from './findElectron.mjs';
import { ensureInstalled } from './install.mjs';
import { inRoot, rootFolder } from './paths.mjs';
import { say, sayAlways, stopWith } from './say.mjs';

const usage = `npm run package [-- --installers]
  Packs the app for this machine's system into release/.
  --installers   also makes the installers of this system (the default is the unpacked app only)`;

async function makePackage(args) {
  const unknown = args.find((arg) => arg !== '--installers');
  if (unknown) throw new Error(`no such option: ${unknown}\n${usage}`);
  await ensureInstalled();
  await ensureBuilt();
  const { executable, testOnly } = await findElectron();
  const { build, Platform } = await import('electron-builder');
  const { parse, stringify } = await import('yaml');
  const config = parse(readFileSync(inRoot('electron-builder.yml'), 'utf8'));
  const work = mkdtempSync(join(tmpdir(), 'cubicle-package-'));
  if (testOnly) useElectron22(config, executable, join(work, 'electron'));
  try {
    // By a file of its own: an object would be merged into electron-builder.yml, so that nothing could be taken away.
    const configFile = join(work, 'electron-builder.yml');
    writeFileSync(configFile, stringify(config));
    const targets = Platform.current().createTarget(args.includes('--installers') ? undefined : 'dir');
    const made = await build({ projectDir: rootFolder, targets, config: configFile, publish: 'never' });
    for (const file of made) say(`made ${file} (${showSize(sizeOf(file))})`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  await reportUnpacked(config.electronFuses);
}

/** Pack the Electron for trying and testing: without the launcher that it runs a checkout with. */
function useElectron22(config, executable, copy) {
  sayAlways('packing Electron 22.3.25: this app is for trying and testing, not for participants');
  cpSync(dirname(executable), copy, { recursive: true });
  rmSync(join(copy, 'resources', 'app'), { recursive: true, force: true });
  config.electronVersion = readFileSync(join(copy, 'version'), 'utf8').trim();
  config.electronDist = copy;
  // Electron has this fuse since version 29.
  delete config.electronFuses.grantFileProtocolExtraPrivileges;
}

/** Tell where the unpacked app is and how large, and read its fuses back: a fuse that did not burn is a failure. */
async function reportUnpacked(wanted) {
  const app = findUnpacked();
  if (!app) return;
  sayAlways(`packed ${app.folder} (${showSize(sizeOf(app.folder))})`);
  const { FuseV1Options, getCurrentFuseWire } = await import('@electron/fuses');
  const wire = await getCurrentFuseWire(app.executable);
  // A fuse is one character in the program.
  const states = { on: '1'.charCodeAt(0), off: '0'.charCodeAt(0) };
  for (const [name, on] of Object.entries(wanted)) {
    const state = wire[FuseV1Options[name[0].toUpperCase() + name.slice(1)]];
    if (state !== (on ? states.on : states.off)) {
      throw new Error(`The fuse ${name} should be ${on ? 'on' : 'off'} in ${app.executable}, and is not.`);
    }
  }
  say(`its fuses are as they should be: ${Object.keys(wanted).length} read back`);
}

function findUnpacked() {
  const candidates = [
    ['linux-unpacked', 'cubicle'],
    ['linux-arm64-unpacked', 'cubicle'],
    ['mac-arm64', 'Cubicle.app'],
    ['win-unpacked', 'Cubicle.exe'],
    ['win-arm64-unpacked', 'Cubicle.exe'],
  ];
  for (const [folder, name] of candidates) {
    const executable = inRoot('release', folder, name);
    if (existsSync(executable)) return { folder: inRoot('release', folder), executable };
  }
  return undefined;
}

/** Bytes of a file, or of all files below a folder; links count nothing. */
function sizeOf(path) {
  const stat = lstatSync(path);
  if (!stat.isDirectory()) return stat.isSymbolicLink() ? 0 : stat.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

const showSize = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;

await makePackage(process.argv.slice(2)).catch(stopWith);
