import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Path from the pages' folder, with "/", to content. */
export type UiFiles = ReadonlyMap<string, Buffer>;

const servedFolders = ['console', 'station', 'assets'];

/**
 * Reads the built pages once, at the start: a request then only looks a name up, and no path of a request reaches the disk.
 * @throws Error in words when there are no pages
 */
export async function readUiFiles(folder: string): Promise<UiFiles> {
  const files = new Map<string, Buffer>();
  for (const name of servedFolders) await readInto(files, folder, name);
  if (!files.has('station/index.html') || !files.has('console/index.html'))
    throw new Error(`The screens are not in ${folder}. Build them first: npm run build.`);
  return files;
}

async function readInto(files: Map<string, Buffer>, folder: string, path: string): Promise<void> {
  const entries = await readdir(join(folder, path), { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const inner = `${path}/${entry.name}`;
    if (entry.isDirectory()) await readInto(files, folder, inner);
    else if (entry.isFile() && !entry.name.endsWith('.map')) files.set(inner, await readFile(join(folder, inner)));
  }
}
