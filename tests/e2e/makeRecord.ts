import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JournalRow } from '../../protocol/journal';
import { createRecordFolder } from '../../main/host/record/createRecordFolder.node';
import { openJournal } from '../../main/host/record/openJournal.node';
import { sampleSession } from '../../main/host/record/testing/sampleSession';

const workerFile = fileURLToPath(new URL('../../dist/host/record.cjs', import.meta.url));

/** A record of a session that ended, as a host leaves it, by the built record worker. Returns its folder. */
export async function makeRecord(
  root: string,
  session: string,
  rows: readonly JournalRow[] = sampleSession(),
): Promise<string> {
  const { folder } = await createRecordFolder({ root, study: 'volley', session, wallMs: Date.UTC(2026, 2, 14, 9, 26) });
  mkdirSync(join(folder, 'study'), { mode: 0o700 });
  writeFileSync(join(folder, 'study', 'study.yaml'), 'name: volley\n', { mode: 0o600 });
  const journal = await openJournal({ file: join(folder, 'journal.sqlite'), create: true, workerFile });
  await journal.append([...rows], { durable: true });
  await journal.close();
  return folder;
}
