import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

const TOTAL_LIMIT_BYTES = 256 * 1024 * 1024;

/**
 * Reads the files of a folder and of the folders in it: path with `/` → bytes. Hidden files, Python's caches and links are
 * left out, and what `wanted` refuses. Rejects when there is no such folder, or beyond 256 MiB.
 */
export async function readFolder(
  folder: string,
  wanted: (path: string) => boolean,
): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  let totalBytes = 0;
  async function walk(inside: string): Promise<void> {
    for (const entry of await readdir(join(folder, inside), { withFileTypes: true })) {
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
      if (entry.name.startsWith('.') || entry.name === '__pycache__') continue;
      if (entry.isDirectory()) await walk(path);
      else if (entry.isFile() && wanted(path)) {
        totalBytes += (await stat(join(folder, path))).size;
        if (totalBytes > TOTAL_LIMIT_BYTES)
          throw new Error(`${folder} holds more than 256 MiB, which is too much to hand to an interpreter`);
        files[path] = new Uint8Array(await readFile(join(folder, path)));
      }
    }
  }
  await walk('');
  return files;
}
