import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RowKind } from '../../../protocol/journal';
import { checkJournal } from './checkJournal.node';
import { decodeRow } from './decodeRow';
import { schemaVersion } from './migrateJournal.node';
import { openJournalFile } from './openJournalFile.node';
import { readScalar } from './openSqlite.node';
import { readPage } from './readPage.node';

const archive = fileURLToPath(new URL('./testing/', import.meta.url));
const journals = readdirSync(archive).filter((name) => /^journal-v\d+\.sqlite$/.test(name));

/** The kinds of row that a journal of a version holds, each at least once. */
const kindsSince = (name: string): RowKind[] => [
  'event',
  'tick',
  'input',
  'shown',
  'clock',
  ...(name === 'journal-v1.sqlite' ? [] : (['snapshot'] as const)),
];

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
      const stored = readPage(journal.driver(), { afterSeq: 0, limit: 1000 });
      const rows = stored.map(decodeRow);
      // What later versions added has its default; of what is in the file nothing is lost or changed.
      expect(rows).toMatchObject(
        stored.map(({ hash: _hash, body, ...row }) => ({ ...row, body: JSON.parse(body) as unknown })),
      );
      expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(kindsSince(name)));
      const copies = readScalar(journal.driver(), 'SELECT count(*) FROM snapshots');
      expect(copies).toBe(name === 'journal-v1.sqlite' ? 0 : 1);
      const next = (): Promise<void> => Promise.resolve();
      expect((await checkJournal(journal.driver(), rows.length, () => undefined, next)).damage).toEqual([]);
    } finally {
      journal.close();
    }
  });
});
