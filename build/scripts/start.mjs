import { readFileSync } from 'node:fs';
import { becomeChild } from './becomeChild.mjs';
import { ensureBuilt } from './build.mjs';
import { findElectron } from './findElectron.mjs';
import { ensureInstalled } from './install.mjs';
import { inRoot, rootFolder } from './paths.mjs';
import { say, sayAlways, stopWith } from './say.mjs';

/** `npm start`: everything from a fresh checkout to a window on the screen. */
async function start(args) {
  await ensureInstalled();
  await ensureBuilt();
  if (!hasDisplay()) return startHeadless(args);
  const { executable } = await findElectron();
  const isRoot = process.getuid?.() === 0;
  // Chromium refuses to start its sandbox as root; only a rehearsal machine runs as root.
  if (isRoot) sayAlways('running as root, so without the browser sandbox: fine for trying, not for a study');
  if (!isRoot && isSandboxForbidden()) {
    sayAlways('if no window opens: this system lets only known programs make a sandbox. Either install the packaged');
    sayAlways('app, or, until the next restart: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0');
  }
  say('starting Cubicle');
  return becomeChild(executable, [rootFolder, ...(isRoot ? ['--no-sandbox'] : []), ...args], rootFolder);
}

const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY);

/** Ubuntu since 24.04 forbids what Chromium's sandbox is made of to programs it has no profile for. */
function isSandboxForbidden() {
  try {
    return readFileSync('/proc/sys/kernel/apparmor_restrict_unprivileged_userns', 'utf8').trim() === '1';
  } catch {
    return false;
  }
}

function startHeadless(args) {
  sayAlways('there is no display here, so no window: running the host with the bundled study "volley"');
  sayAlways('open the address of the console, which it prints, in a browser; Ctrl-C stops it');
  return becomeChild(process.execPath, [inRoot('dist/cli/cubicle.cjs'), 'host', 'volley', ...args], rootFolder);
}

process.exitCode = await start(process.argv.slice(2)).catch(stopWith);
