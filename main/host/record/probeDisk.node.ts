import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { hasCode } from './takeJournalLock.node';

/** What the disk says when it is asked directly: SQLite's own message does not tell a full disk from a broken one. */
export type DiskState = { state: 'ok' } | { state: 'full' } | { state: 'failing'; message: string };

/** Writes and syncs a throw-away file of `bytes` in `folder`. Blocks. */
export function probeDisk(folder: string, bytes: number): DiskState {
  const file = join(folder, `.probe-${randomBytes(4).toString('hex')}`);
  try {
    const handle = openSync(file, 'wx', 0o600);
    try {
      // Random, so that a compressing disk has to find the room as well.
      const chunk = randomBytes(64 * 1024);
      for (let written = 0; written < bytes; written += chunk.length) writeSync(handle, chunk);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    return { state: 'ok' };
  } catch (cause) {
    if (hasCode(cause, 'ENOSPC') || hasCode(cause, 'EDQUOT')) return { state: 'full' };
    return { state: 'failing', message: cause instanceof Error ? cause.message : String(cause) };
  } finally {
    try {
      rmSync(file, { force: true });
    } catch {
      // A disk that cannot remove it has said enough above.
    }
  }
}
