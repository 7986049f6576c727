import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { writeAll } from './writeFiles.node';

/** All files under a folder as paths with slashes, in a fixed order. Links are not followed and not listed. */
export function listFiles(folder: string, under = ''): string[] {
  const entries = readdirSync(join(folder, under), { withFileTypes: true });
  return entries
    .flatMap((entry) => {
      const path = under === '' ? entry.name : `${under}/${entry.name}`;
      if (entry.isDirectory()) return listFiles(folder, path);
      return entry.isFile() ? [path] : [];
    })
    .sort(byCodeUnits);
}

/** The same on every machine, whatever its language. */
const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** SHA-256 of a file, read in pieces; `pause` is called between them. */
export async function hashFile(file: string, pause: () => Promise<void>): Promise<string> {
  const hash = createHash('sha256');
  const piece = Buffer.alloc(2 ** 20);
  const handle = openSync(file, 'r');
  try {
    for (let length = readSync(handle, piece); length > 0; length = readSync(handle, piece)) {
      hash.update(piece.subarray(0, length));
      await pause();
    }
  } finally {
    closeSync(handle);
  }
  return hash.digest('hex');
}

/** Writes SHA256SUMS over all files of a folder, as `sha256sum` would, so `sha256sum -c` checks it. */
export async function writeChecksums(folder: string, pause: () => Promise<void>): Promise<void> {
  const lines: string[] = [];
  for (const path of listFiles(folder)) lines.push(checksumLine(await hashFile(join(folder, path), pause), path));
  writeSynced(join(folder, 'SHA256SUMS'), lines.join(''));
}

/** Odd names are escaped as coreutils does: a backslash in front of the line says so. */
function checksumLine(hash: string, path: string): string {
  const escaped = path.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  return `${escaped === path ? '' : '\\'}${hash}  ${escaped}\n`;
}

/** Writes a new text file and syncs it. */
export function writeSynced(file: string, text: string): void {
  const handle = openSync(file, 'wx', 0o600);
  try {
    writeAll(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
