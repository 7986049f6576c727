import { execFile } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

type Statfs = (folder: string) => Promise<{ bavail: number; bsize: number }>;
const statfsOf = (system: { statfs?: Statfs }): Statfs | undefined => system.statfs;

/**
 * How many bytes this user may still write to the disk that holds `folder`; null where the system does not say. Node has
 * `statfs` since 18.15; older ones (Electron 22) ask `df`.
 */
export async function readFreeBytes(folder: string): Promise<number | null> {
  try {
    const statfs = statfsOf(fs);
    if (statfs !== undefined) {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    }
    if (process.platform === 'win32') return null;
    return parseDf((await run('df', ['-Pk', '--', folder])).stdout);
  } catch {
    return null;
  }
}

/** The fourth column of POSIX `df -Pk`, in KiB; names of disks may hold spaces, so it is found from the percent sign. */
export function parseDf(text: string): number | null {
  const match = /\s(\d+)\s+\d+%\s/.exec(text);
  return match ? Number(match[1]) * 1024 : null;
}
