import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { encodeRow } from './encodeRow';
import { insertRows } from './insertRows.node';
import type { EventRow } from './Journal';
import { openJournalFile } from './openJournalFile.node';
import { allTables } from './tables/allTables';
import { foldFacts } from './tables/foldFacts';
import { sampleSession } from './testing/sampleSession';

const manual = readFileSync(fileURLToPath(new URL('../../../docs/data.md', import.meta.url)), 'utf8');
const wall = '2026-03-14T09:26:53.589+01:00';
const facts = foldFacts(
  sampleSession().flatMap((row, index): EventRow[] => (row.kind === 'event' ? [{ ...row, seq: index + 1, wall }] : [])),
);

it.each(Object.values(allTables))('the manual describes table $name as the data dictionary does', (table) => {
  const section = manual.split(`\n### ${table.name}\n`)[1]?.split('\n##')[0] ?? '';
  expect(section).toContain(table.rowIs);
  for (const { name, type, unit, meaning } of table.columns(facts)) {
    // The study's own columns are described by their pattern.
    if (name.includes('.')) continue;
    expect(section).toContain(`| \`${name}\` | ${type} | ${unit ?? ''} | ${meaning} |`);
  }
});

it.skipIf(spawnSync('python3', ['--version']).status !== 0)(
  "the manual's own check of the chain finds a journal whole, and a changed one not",
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'manual-'));
    try {
      const script = /```python\n(import hashlib[\s\S]*?)```/.exec(manual)?.[1] ?? '';
      const [check, file] = [join(folder, 'check.py'), join(folder, 'journal.sqlite')];
      writeFileSync(check, script);
      const journal = openJournalFile(file, 'create');
      const rows = sampleSession('ü "quoted" \\ \u2028 \n 😀 \0', 0.1 + 0.2).map((row) => ({
        ...encodeRow({ ...row, atMs: row.atMs + 0.125 }),
        wall,
      }));
      insertRows(journal.driver(), journal.head(), rows);
      journal.close();
      expect(execFileSync('python3', [check, file], { encoding: 'utf8' })).toMatch(`${rows.length} rows, chain whole`);
      const changed = openJournalFile(file, 'continue');
      changed.driver().exec("DROP TRIGGER journal_keeps_values; UPDATE journal SET wall = 'x' WHERE seq = 7");
      changed.close();
      const refused = spawnSync('python3', [check, file], { encoding: 'utf8' });
      expect([refused.status, refused.stderr.trim()]).toEqual([1, 'row 7 is not as it was written']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
