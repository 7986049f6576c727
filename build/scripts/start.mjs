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
  say('starting Cubicle');
  return becomeChild(executable, [rootFolder, ...(isRoot ? ['--no-sandbox'] : []), ...args], rootFolder);
}

const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY);

function startHeadless(args) {
  sayAlways('there is no display here, so no window: running the host with the bundled study "volley"');
  sayAlways('open the address of the console, which it prints, in a browser; Ctrl-C stops it');
  return becomeChild(process.execPath, [inRoot('dist/cli/cubicle.cjs'), 'host', 'volley', ...args], rootFolder);
}

process.exitCode = await start(process.argv.slice(2)).catch(stopWith);
