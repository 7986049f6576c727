import { chainRow, chainStart } from './chainRow';
import { hashText } from './hashText.node';
import type { JournalCheck, JournalDamage } from './JournalCheck';
import type { SqliteDriver } from './openSqlite.node';
import { readPage } from './readPage.node';
import type { RecordProgress } from './recordMessages';

const pageSize = 2000;
const enough = 20;

/**
 * Looks for damage in a journal: SQLite's own integrity check, and the chain of hashes, which also finds what is
 * well-formed but changed. Stops at twenty findings. Yields between pages by `next`.
 */
export async function checkJournal(
  driver: SqliteDriver,
  lastSeq: number,
  onProgress: (progress: RecordProgress) => void,
  next: () => Promise<void>,
): Promise<JournalCheck> {
  const damage = checkIntegrity(driver);
  let hash = chainStart;
  let seq = 0;
  for (;;) {
    const page = readPage(driver, { afterSeq: seq, limit: pageSize });
    for (const row of page) {
      if (row.seq !== seq + 1) damage.push({ seq: row.seq, message: missing(seq + 1, row.seq - 1) });
      hash = chainRow(hash, row, hashText);
      if (hash !== row.hash) damage.push({ seq: row.seq, message: `Row ${row.seq} is not as it was written.` });
      // Go on from what the row says, so that one bad row is one finding.
      hash = row.hash;
      seq = row.seq;
    }
    onProgress({ done: seq, of: lastSeq, step: 'journal' });
    if (page.length < pageSize || damage.length >= enough)
      return { rows: seq, lastHash: hash, damage: damage.slice(0, enough) };
    await next();
  }
}

function checkIntegrity(driver: SqliteDriver): JournalDamage[] {
  const statement = driver.prepare(`PRAGMA integrity_check(${enough})`);
  try {
    const found = statement.all().map((row) => String(Object.values(row)[0]));
    return found
      .filter((line) => line !== 'ok')
      .map((line) => ({ seq: null, message: `The file is damaged: ${line}` }));
  } finally {
    statement.finalize();
  }
}

const missing = (first: number, last: number): string =>
  first === last ? `Row ${first} is missing.` : `Rows ${first} to ${last} are missing.`;
