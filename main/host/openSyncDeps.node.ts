import { existsSync } from 'node:fs';
import { insertRows } from './record/insertRows.node';
import { openJournalFile, type OpenedJournal, readHead } from './record/openJournalFile.node';
import { openSqlite } from './record/openSqlite.node';
import { readPage } from './record/readPage.node';
import { RecordError } from './record/RecordError';
import { takeJournalLock } from './record/takeJournalLock.node';
import type { RawRow } from './record/decodeRow';
import type { SyncDeps } from './sync/SyncDeps';
import type { OutgoingJournal, OutgoingRow } from './sync/Target';

const dyingOwnerMs = 1500;

/** What the record domain does for syncing, in the sync worker's thread. */
export function openSyncDeps(): SyncDeps {
  return {
    openDatabase: openSqlite,
    takeLock(file) {
      try {
        return takeJournalLock(file, dyingOwnerMs);
      } catch (cause) {
        if (cause instanceof RecordError && cause.code === 'record/inUse') return null;
        throw cause;
      }
    },
    readJournal(journalFile) {
      const journal = openJournalFile(journalFile, 'read');
      return { ...readable(journal), close: () => journal.close() };
    },
    openCopy(file) {
      const journal = openJournalFile(file, existsSync(file) ? 'continue' : 'create');
      return {
        ...readable(journal),
        get rows() {
          return journal.head().seq;
        },
        append(rows) {
          if (rows.length === 0) return;
          const head = insertRows(journal.driver(), journal.head(), rows.map(asRaw));
          const last = rows.at(-1);
          if (head.seq !== last?.seq || head.hash !== last.hash)
            throw new Error(`The rows up to ${last?.seq ?? 0} do not follow on those before.`);
        },
        close: () => journal.close(),
      };
    },
  };
}

function readable(journal: OpenedJournal): OutgoingJournal {
  return {
    rows: readHead(journal.driver()).seq,
    page: (afterSeq, limit) => readPage(journal.driver(), { afterSeq, limit }),
  };
}

/** The kinds of rows are the record's own words; what was read by it goes back into it. */
function asRaw(row: OutgoingRow): RawRow {
  return row as RawRow;
}
