import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';

/** Makes the data folder, for this user's eyes only, and makes sure that it can be written to. Rejects in words. */
export async function claimFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.W_OK);
  } catch (cause) {
    throw new Error(
      `Nothing can be written to ${folder} (${cause instanceof Error ? cause.message : String(cause)}). Choose another data folder.`,
    );
  }
}
