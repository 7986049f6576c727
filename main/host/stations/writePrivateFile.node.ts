import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a file whole or not at all, for this user's eyes only; it is on the disk when the promise resolves. */
export async function writePrivateFile(path: string, content: string): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}.new`;
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.chmod(0o600);
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, path);
  // The new name is on the disk only when its folder is; Windows has no such handle and needs none.
  const parent = process.platform === 'win32' ? null : await open(folder, 'r');
  try {
    await parent?.sync();
  } finally {
    await parent?.close();
  }
}
