import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkJournal } from './checkJournal.node';
import { decodeRow } from './decodeRow';
import { schemaVersion } from './migrateJournal.node';
import { openJournalFile } from './openJournalFile.node';
import { readScalar } from './openSqlite.node';
import { readPage } from './readPage.node';
import { sampleSession } from './testing/sampleSession';

const archive = fileURLToPath(new URL('./testing/', import.meta.url));
const journals = readdirSync(archive).filter((name) => /^journal-v\d+\.sqlite$/.test(name));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'migrate-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('keeps a journal of every version of the format', () => {
  expect(journals.sort()).toEqual(Array.from({ length: schemaVersion }, (_, index) => `journal-v${index + 1}.sqlite`));
});

describe.each(journals)('%s', (name) => {
  it('can be gone on with, with every row as it was and the chain whole', async () => {
    const file = join(folder, name);
    copyFileSync(join(archive, name), file);
    const journal = openJournalFile(file, 'continue');
    try {
      expect(readScalar(journal.driver(), 'PRAGMA user_version')).toBe(schemaVersion);
      const rows = readPage(journal.driver(), { afterSeq: 0, limit: 1000 }).map(decodeRow);
      expect(rows.map(({ seq: _seq, wall: _wall, ...row }) => row)).toEqual(sampleSession());
      const next = (): Promise<void> => Promise.resolve();
      expect((await checkJournal(journal.driver(), rows.length, () => undefined, next)).damage).toEqual([]);
    } finally {
      journal.close();
    }
  });
});
