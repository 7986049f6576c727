import { readdir, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { syncFolder } from './openJournalFile.node';
import { appendPurgeLine, readPurged } from './purgeLog.node';
import { PURGING } from './purgeRecord.node';
import { isJournalOwned } from './takeJournalLock.node';

const UNDONE = 'it is there: nothing was deleted, or it was put back';

/**
 * Finishes what a killed purge has left: what had been moved out of sight is deleted; where nothing had been moved yet, the
 * record stays, and `purged.jsonl` says so.
 * @param wall ISO 8601 with offset
 * @returns what was done, a line each
 */
export async function finishPurges(root: string, wall: string): Promise<string[]> {
  const purged = await readPurged(root);
  const said: string[] = [];
  if (purged.size === 0) return said;
  for (const study of await namesIn(root)) {
    for (const name of await namesIn(join(root, study))) {
      const folder = join(root, study, name);
      const record = `${study}/${name.startsWith(PURGING) ? name.slice(PURGING.length) : name}`;
      if (!purged.has(record)) continue;
      if (name.startsWith(PURGING)) {
        await rm(folder, { recursive: true, force: true });
        syncFolder(join(root, study));
        said.push(`${record}: its deletion had been broken off, and is finished.`);
      } else if (existsSync(join(folder, 'journal.sqlite')) && !isJournalOwned(join(folder, 'journal.sqlite'))) {
        await appendPurgeLine(root, { record, purgedAt: wall, undone: UNDONE });
        said.push(`${record}: ${UNDONE}.`);
      }
    }
  }
  return said;
}

async function namesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
