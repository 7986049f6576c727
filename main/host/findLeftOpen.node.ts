import { setTimeout as pause } from 'node:timers/promises';
import type { RecordRow } from '../../protocol/view';

/** Killed in the middle of a sync, a process lives until its disk has answered. */
const GHOST_MS = 3_000;
const ASK_AGAIN_AFTER_MS = 100;

/**
 * The record that a host which died had open, to be taken up; null: none. Where it is not known which (`leftOpen` undefined) that is
 * the newest, if its session was interrupted: what was left before another session was run is taken up by nobody but the operator.
 * A host that is started again at once may meet its own ghost, which seems to write still, and is waited for.
 * @param list reads the records anew, the newest first
 * @param leftOpen folder of the record that was open, its session ended or not; null: none was
 */
export async function findLeftOpen(
  list: () => Promise<readonly RecordRow[]>,
  leftOpen: string | null | undefined,
  patienceMs = GHOST_MS,
): Promise<RecordRow | null> {
  for (let waitedMs = 0; ; waitedMs += ASK_AGAIN_AFTER_MS) {
    const rows = await list();
    const row = leftOpen === undefined ? rows[0] : rows.find(({ folder }) => folder === leftOpen);
    if (row?.state === 'interrupted' || (row?.state === 'ended' && leftOpen !== undefined)) return row;
    if (waitedMs >= patienceMs || row?.state !== 'running') return null;
    await pause(ASK_AGAIN_AFTER_MS);
  }
}
