import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { mustRun, runCommand } from './runCommand.mjs';
import { say, sayAlways } from './say.mjs';

/** What the tests run beside Node, by the program that shows it is there. */
const programs = [
  { program: 'chromium', aptPackage: 'chromium' },
  { program: 'Xvfb', aptPackage: 'xvfb' },
  { program: 'ip', aptPackage: 'iproute2' },
  { program: 'nft', aptPackage: 'nftables' },
  { program: 'strace', aptPackage: 'strace' },
  { program: 'mkfs.ext4', aptPackage: 'e2fsprogs' },
  { program: 'faketime', aptPackage: 'faketime' },
  { program: 'rclone', aptPackage: 'rclone' },
  { program: 'pg_ctlcluster', aptPackage: 'postgresql' },
  { program: 'python3', aptPackage: 'python3' },
  { program: 'age', aptPackage: 'age' },
];
/** Beside the programs: text on a page needs a font, pip fetches the Electron for testing. */
const alongside = ['fonts-liberation', 'python3-pip', 'libgtk-3-0', 'libasound2', 'libgbm1', 'libnss3'];

const isOnPath = (program) =>
  [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'].some((folder) =>
    existsSync(join(folder, program)),
  );

const isDebian = () => {
  try {
    return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
};

/** On Debian as root, install what is missing; anywhere else, say what is missing and go on. */
export async function installSystemPackages() {
  if (process.platform !== 'linux') return;
  const missing = programs.filter(({ program }) => !isOnPath(program));
  const pip = await runCommand('python3', ['-m', 'pip', '--version'], { output: 'keep' }).catch(() => ({ code: 1 }));
  if (missing.length === 0 && pip.code === 0) return;
  const names = missing.map(({ aptPackage }) => aptPackage);
  if (!isDebian() || process.getuid?.() !== 0) {
    say(`not installed here, and tests that need them will say so: ${names.join(', ') || 'pip'}`);
    return;
  }
  sayAlways(`installing Debian packages: ${names.join(', ') || 'python3-pip'} (a few minutes on a bare machine)`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await mustRun('apt-get', ['update', '-qq'], { env, output: 'keep' });
  const known = [];
  for (const name of alongside) if (await isKnown(name)) known.push(name);
  await mustRun('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names, ...known], {
    env,
    output: 'keep',
  });
}

/** Debian renamed several libraries; what chromium brings under the new name need not be named. */
async function isKnown(name) {
  const { output } = await runCommand('apt-cache', ['policy', name], { output: 'keep' });
  return /Candidate: (?!\(none\))/.test(output);
}
