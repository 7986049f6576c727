import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { takeJournalLock } from '../../main/host/record/takeJournalLock.node';
import { listFiles } from '../../main/host/record/writeChecksums.node';
import { makeRecord } from './makeRecord';
import { runCubicle } from './runCubicle';

let root: string;
let whole: string;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'cubicle-bad-'));
  whole = await makeRecord(root, 'GOOD2345');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const bytesOf = (folder: string): string[] =>
  listFiles(folder).map((path) => `${path} ${readFileSync(join(folder, path)).toString('base64')}`);

/** SQLite keeps `PRAGMA user_version` at byte 60 of the file. */
function makeNewer(journal: string): void {
  const bytes = readFileSync(journal);
  bytes.writeUInt32BE(99, 60);
  writeFileSync(journal, bytes);
}

it.each([
  ['is of a newer version', makeNewer, /written by a newer Cubicle \(format 99/],
  ['was cut off', (journal) => truncateSync(journal, 6000), /cut off|damaged|malformed/],
  ['has no bytes', (journal) => truncateSync(journal, 0), /empty: it has 0 bytes/],
  ['is another kind of file', (journal) => writeFileSync(journal, '<html>'.repeat(2000)), /another kind of file/],
] as const satisfies [string, (journal: string) => void, RegExp][])(
  'a record whose journal %s is refused in words and stays as it is',
  async (name, spoil, words) => {
    const record = join(root, 'volley', `2026-03-14_0927_${name.length}`);
    cpSync(whole, record, { recursive: true });
    spoil(join(record, 'journal.sqlite'));
    const before = bytesOf(record);
    const out = join(root, `out-${name.length}`);
    for (const command of [
      ['export', record, '--out', out],
      ['verify', record],
    ]) {
      const run = await runCubicle(command);
      expect([command[0], run.exitCode, run.stdout]).toEqual([command[0], 1, '']);
      expect(run.stderr).toMatch(words);
      expect(run.stderr).not.toMatch(/\n\s+at /);
    }
    expect(bytesOf(record)).toEqual(before);
  },
);

it('a record that another process writes is neither salvaged, encrypted nor deleted', async () => {
  const release = takeJournalLock(join(whole, 'journal.sqlite'), 0);
  const before = bytesOf(whole);
  const variables = { CUBICLE_PASSPHRASE: 'correct horse battery' };
  try {
    for (const [command, words] of [
      [['salvage', whole, '--out', join(root, 'saved')], /running Cubicle is writing/],
      [['encrypt', whole], /is writing to this record/],
    ] as const) {
      const run = await runCubicle(command, variables);
      expect(run).toMatchObject({ exitCode: 1, stdout: '' });
      expect(run.stderr).toMatch(words);
    }
    const purge = ['purge', '--before', '2030-01-01', '--reason', 'test', '--yes', '--data', root];
    expect((await runCubicle(purge)).stdout).toMatch(/GOOD2345 {2}stays: it is being written/);
    expect(bytesOf(whole)).toEqual(before);
  } finally {
    release();
  }
});
