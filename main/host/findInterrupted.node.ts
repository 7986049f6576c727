import { setTimeout as pause } from 'node:timers/promises';
import type { RecordRow } from '../../protocol/view';

/** Killed in the middle of a sync, a process lives until its disk has answered. */
const GHOST_MS = 3_000;
const ASK_AGAIN_AFTER_MS = 100;

/**
 * The newest record, if its session was interrupted; else null: what was left before another session was run is taken up by nobody but
 * the operator. A host that is started again at once may meet its own ghost, which seems to write still, and is waited for.
 * @param list reads the records anew, the newest first
 */
export async function findInterrupted(
  list: () => Promise<readonly RecordRow[]>,
  patienceMs = GHOST_MS,
): Promise<RecordRow | null> {
  for (let waitedMs = 0; ; waitedMs += ASK_AGAIN_AFTER_MS) {
    const [newest] = await list();
    if (newest?.state === 'interrupted') return newest;
    if (waitedMs >= patienceMs || newest?.state !== 'running') return null;
    await pause(ASK_AGAIN_AFTER_MS);
  }
}
