import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Keeps the snapshot of an interpreter as `file`, whole or not at all, readable by this user alone. Rejects when it cannot be written. */
export async function keepSnapshot(file: string, bytes: Uint8Array): Promise<void> {
  const half = `${file}.${randomUUID()}.new`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(half, bytes, { mode: 0o600 });
    await rename(half, file);
  } catch (cause) {
    await rm(half, { force: true }).catch(() => undefined);
    throw cause;
  }
}

/** The next interpreter starts from the beginning, and gives a new one. */
export async function dropSnapshot(file: string): Promise<void> {
  await rm(file, { force: true }).catch(() => undefined);
}
