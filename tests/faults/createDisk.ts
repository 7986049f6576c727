import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk of its own, made of a file, whose power can be cut. */
export type Disk = {
  /** Where it is mounted. */
  folder: string;
  /** From now on nothing reaches the disk: what was not synced is gone, every write and sync fails. */
  cut(): void;
  /** After a cut, when nobody uses it any more: what is really on it is there again. */
  restore(): void;
  /** Unmounts and removes it, whatever its state. */
  drop(): void;
};

/** Why no disk can be made here, in words; null when it can. With the right to mount, what goes wrong is a failure. */
export const noDisk: string | null = mayMount() ? null : 'mounting a disk of our own needs root on Linux';

const run = (program: string, args: string[]): void => void execFileSync(program, args, { stdio: 'pipe' });

/** EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH; Node has no ioctl. */
const cutScript =
  'import fcntl,os,struct,sys;fcntl.ioctl(os.open(sys.argv[1],os.O_RDONLY),0x8004587d,struct.pack("I",2))';

/** An ext4 file system of its own. @throws when it cannot be made */
export function createDisk(mib: number): Disk {
  const base = mkdtempSync(join(tmpdir(), 'cubicle-disk-'));
  const image = join(base, 'disk.img');
  const folder = join(base, 'mounted');
  writeFileSync(image, '');
  truncateSync(image, mib * 2 ** 20);
  mkdirSync(folder);
  let mounted = false;
  const mount = (): void => {
    run('mount', ['-o', 'loop', image, folder]);
    mounted = true;
  };
  const unmount = (): void => {
    if (!mounted) return;
    run('umount', [folder]);
    mounted = false;
  };
  const drop = (): void => {
    try {
      unmount();
    } catch {
      // Somebody still stands in it: it goes when they go.
      run('umount', ['--lazy', folder]);
    }
    rmSync(base, { recursive: true, force: true });
  };
  try {
    // Nothing is kept for root, who runs this: what is full is full.
    run('mkfs.ext4', ['-m', '0', '-q', '-F', image]);
    mount();
  } catch (cause) {
    drop();
    throw cause;
  }
  return {
    folder,
    cut: () => run('python3', ['-c', cutScript, folder]),
    restore() {
      unmount();
      mount();
    },
    drop,
  };
}

/** CAP_SYS_ADMIN, which root in a container may lack. */
function mayMount(): boolean {
  if (process.platform !== 'linux') return false;
  const [, rights = '0'] = /^CapEff:\s*([0-9a-f]+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return ((BigInt(`0x${rights}`) >> 21n) & 1n) === 1n;
}
