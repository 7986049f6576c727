import { setTimeout as pause } from 'node:timers/promises';
import type { RecordRow } from '../../protocol/view';

/** Killed in the middle of a sync, a process lives until its disk has answered. */
const GHOST_MS = 3_000;
const ASK_AGAIN_AFTER_MS = 100;

/**
 * The newest record whose session was interrupted, or null. A host that is started again at once may meet its own ghost, which seems
 * to write still: while there is nothing else, it is waited for.
 * @param list reads the records anew
 */
export async function findInterrupted(
  list: () => Promise<readonly RecordRow[]>,
  patienceMs = GHOST_MS,
): Promise<RecordRow | null> {
  for (let waitedMs = 0; ; waitedMs += ASK_AGAIN_AFTER_MS) {
    const rows = await list();
    const found = rows.find(({ state }) => state === 'interrupted');
    if (found) return found;
    if (waitedMs >= patienceMs || rows.every(({ state }) => state !== 'running')) return null;
    await pause(ASK_AGAIN_AFTER_MS);
  }
}
