import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { isMain } from './isMain.mjs';
import { inRoot } from './paths.mjs';
import { mustRun, npmCommand } from './runCommand.mjs';
import { sayAlways, stopWith } from './say.mjs';
import { withLock } from './withLock.mjs';

const stampFile = inRoot('node_modules', '.cubicle-stamp');
const hashLock = () =>
  createHash('sha256')
    .update(readFileSync(inRoot('package-lock.json')))
    .digest('hex');

/** Install the packages that package-lock.json names, unless exactly these are installed already. */
export async function ensureInstalled() {
  requireNode();
  if (isStamped()) return;
  await withLock('install', async () => {
    if (isStamped()) return;
    if (!matchesLock()) {
      sayAlways('installing packages with npm ci (about half a minute, or a few on a first run)');
      const { command, before, shell } = npmCommand();
      await mustRun(command, [...before, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
        // Its binaries ship inside the package; the script would only fetch CUDA (npm before 11.19 runs it).
        env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
        output: 'keep',
        shell,
      });
    }
    writeFileSync(stampFile, hashLock());
  });
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error(`Cubicle needs Node 20.19 or newer; this is ${process.versions.node}.`);
  }
}

function isStamped() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hashLock();
}

/** Whether npm's own note of what it installed agrees with the lock file: someone ran `npm ci` by hand. */
function matchesLock() {
  const note = inRoot('node_modules', '.package-lock.json');
  if (!existsSync(note)) return false;
  const installed = JSON.parse(readFileSync(note, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8')).packages;
  const same = Object.entries(installed).every(([path, entry]) => wanted[path]?.version === entry.version);
  const complete = Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || entry.devOptional || entry.peer || installed[path],
  );
  return same && complete;
}

if (isMain(import.meta.url)) await ensureInstalled().catch(stopWith);
