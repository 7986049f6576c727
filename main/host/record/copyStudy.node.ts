import { chmodSync, closeSync, copyFileSync, fsyncSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { listFiles } from './writeChecksums.node';

/** The frozen study of a record, file by file; nothing when there is none. */
export function findStudyFiles(recordFolder: string): string[] {
  const folder = join(recordFolder, 'study');
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? listFiles(folder) : [];
}

/** Copies one file of it, synced. */
export function copyStudyFile(recordFolder: string, path: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  copyFileSync(join(recordFolder, 'study', path), to);
  // The frozen study may be read-only; its copy need not be, and syncing needs to write on some systems.
  chmodSync(to, 0o600);
  const handle = openSync(to, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
