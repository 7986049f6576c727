import type { RecordCopies } from '../../protocol/purge';
import type { SyncView } from '../../protocol/sync';

/** Where whole copies of a record are, and where they are still missing. */
export function findCopies({ targets }: SyncView, record: string): RecordCopies {
  const copies: RecordCopies = { there: [], missing: [] };
  for (const { name: target, rows } of targets) {
    const row = rows.find((one) => one.record === record);
    // The copy of a session that ran is not all of it.
    if (row?.phase === 'there' && !row.running && row.verifiedAt !== null)
      copies.there.push({ target, name: row.name, verifiedAt: row.verifiedAt });
    else copies.missing.push(target);
  }
  return copies;
}
