import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from './openJournalFile.node';

/** Writes a file whole or not at all, for this user's eyes only; it is on the disk when the promise resolves. The folder is there. */
export async function writeWholeFile(file: string, text: string): Promise<void> {
  const handle = await open(`${file}.new`, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
  syncFolder(dirname(file));
}
