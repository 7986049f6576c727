import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { listFiles } from './writeChecksums.node';

/** The earliest time a zip can hold, the local one only: the same files give the same zip, whenever and wherever it is made. */
const noTime = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true };

/**
 * Packs a folder into a new zip file, everything inside one folder `name`, and syncs it.
 * @param pause called before each file is added
 */
export async function zipFolder(
  folder: string,
  zipFile: string,
  name: string,
  pause: () => Promise<void>,
): Promise<void> {
  const zip = new ZipFile();
  for (const path of listFiles(folder)) {
    await pause();
    zip.addFile(join(folder, path), `${name}/${path}`, { ...noTime, mode: 0o100600 });
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(zipFile, { flags: 'wx', mode: 0o600 }));
  const handle = await open(zipFile, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
