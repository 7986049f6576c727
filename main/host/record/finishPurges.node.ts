import { readdir, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { lockedFileOf, recordOfLocked } from './locked/lockedName';
import { dropDeadHold } from './locked/withRecordAlone.node';
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
    const names = await namesIn(join(root, study));
    const moved = names.filter((name) => name.startsWith(PURGING)).map(ownNameOf);
    const swept = new Set<string>();
    for (const name of names) {
      const path = join(root, study, name);
      const ownName = ownNameOf(name);
      const plain = `${study}/${ownName}`;
      // A record may be there in plain, encrypted, or both; the line calls it as it was shown.
      const record = [plain, lockedFileOf(plain)].find((one) => purged.has(one));
      if (record === undefined) continue;
      // Once one part of a record was moved, its deletion had begun, and takes the other one too.
      if (moved.includes(ownName)) {
        await rm(path, { recursive: true, force: true });
        swept.add(record);
        dropDeadHold(join(root, plain));
        syncFolder(join(root, study));
      } else if (isRecord(path)) {
        await appendPurgeLine(root, { record, purgedAt: wall, undone: UNDONE });
        said.push(`${record}: ${UNDONE}.`);
      }
    }
    said.push(...[...swept].map((record) => `${record}: its deletion had been broken off, and is finished.`));
  }
  return said;
}

/** Of which record an entry is a part, in plain or encrypted, moved out of sight or not. */
function ownNameOf(name: string): string {
  const shown = name.startsWith(PURGING) ? name.slice(PURGING.length) : name;
  return recordOfLocked(shown) ?? shown;
}

/** In plain and written by nobody, or encrypted. */
function isRecord(path: string): boolean {
  if (recordOfLocked(path) !== null) return true;
  const journalFile = join(path, 'journal.sqlite');
  return existsSync(journalFile) && !isJournalOwned(journalFile);
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);
