import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Names and bank details stay on the host. So does what says something about this machine only, or is not whole: logs, exports
 * somebody made, half-written files, locks.
 */
const leftOut = (path: string): boolean =>
  !path.includes('/') &&
  /^(payments(\..*)?|logs|exports|\..*)$|\.(new|lock|owner)$|\.owner\.[0-9a-f]+$|-(wal|shm|journal)$/.test(path);

/** The files of a record that belong to its copy, relative, with `/`, sorted. Links are not followed. */
export async function listRecordFiles(folder: string): Promise<{ path: string; size: number }[]> {
  const found: { path: string; size: number }[] = [];
  async function walk(below: string): Promise<void> {
    for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (leftOut(path)) continue;
      if (entry.isDirectory()) await walk(path);
      else if (entry.isFile()) found.push({ path, size: (await stat(join(folder, path))).size });
    }
  }
  await walk('');
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}
