import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { checkJournal } from './checkJournal.node';
import type { RawRow } from './decodeRow';
import { encodeRow } from './encodeRow';
import { insertRows } from './insertRows.node';
import { writeSeal } from './journalSeal.node';
import { openJournalFile } from './openJournalFile.node';
import { readPage } from './readPage.node';
import { describeSalvage, type SalvageReport } from './SalvageReport';
import { salvageRecord } from './salvageRecord.node';
import { startSalvage } from './startSalvage.node';
import { buildRecordWorker } from './testing/buildRecordWorker.node';
import { eventAt, tickOf } from './testing/journalRows';

const ROWS = 400;
const PAGE = 4096;
const folder = mkdtempSync(join(tmpdir(), 'salvage-'));
const record = join(folder, 'record');
const file = join(record, 'journal.sqlite');
let bytes: Buffer;
let original: RawRow[];
let count = 0;

const readAll = (journalFile: string): RawRow[] => {
  const journal = openJournalFile(journalFile, 'read');
  try {
    return readPage(journal.driver(), { afterSeq: 0, limit: 10_000 });
  } finally {
    journal.close();
  }
};

beforeAll(() => {
  mkdirSync(join(record, 'study'), { recursive: true });
  writeFileSync(join(record, 'study', 'study.yaml'), 'name: sample\n');
  writeFileSync(join(record, 'manifest.json'), '{}');
  const journal = openJournalFile(file, 'create');
  const rows = Array.from({ length: ROWS }, (_, index) => (index % 3 === 0 ? eventAt(index) : tickOf('g', 0, index)));
  insertRows(
    journal.driver(),
    journal.head(),
    rows.map((row) => ({ ...encodeRow(row), wall: '2026-01-01T00:00:00.000+00:00' })),
  );
  journal.close();
  bytes = readFileSync(file);
  original = readAll(file);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => rmSync(`${file}.seal.json`, { force: true }));

const noProgress = (): void => undefined;

/** Salvages the record with this journal; holds that nothing of it was touched and that all that is kept is as it was. */
async function salvage(damaged: Buffer): Promise<SalvageReport> {
  writeFileSync(file, damaged);
  const names = readdirSync(record).sort();
  const to = join(folder, `out${(count += 1)}`);
  try {
    const report = salvageRecord(record, to, noProgress);
    const journal = openJournalFile(join(to, 'journal.sqlite'), 'read');
    const check = await checkJournal(journal.driver(), report.kept, noProgress, () => Promise.resolve());
    journal.close();
    expect(check).toMatchObject({ rows: report.kept, damage: [] });
    expect(readAll(join(to, 'journal.sqlite'))).toEqual(original.slice(0, report.kept));
    for (const { asWritten, ...row } of linesOf(to)) if (asWritten === true) expect(row).toEqual(original[row.seq - 1]);
    expect(linesOf(to)).toHaveLength(report.apart);
    return report;
  } finally {
    expect(readdirSync(record).sort()).toEqual(names);
    expect(readFileSync(file).equals(damaged)).toBe(true);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  }
}

function linesOf(to: string): (RawRow & { asWritten: boolean | null })[] {
  const lines = join(to, 'after-damage.jsonl');
  if (!existsSync(lines)) return [];
  return readFileSync(lines, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RawRow & { asWritten: boolean | null });
}

/** The page on which a row's text stands. */
const pageOf = (seq: number): number => Math.floor(bytes.indexOf(original[seq - 1]?.hash ?? '') / PAGE);
const without = (page: number): Buffer => {
  const changed = Buffer.from(bytes);
  changed.fill(0, page * PAGE, (page + 1) * PAGE);
  return changed;
};

it('keeps a whole record whole, with its study and manifest', async () => {
  const report = await salvage(bytes);
  expect(report).toMatchObject({ kept: ROWS, apart: 0, changed: [], gone: [], problem: null });
  expect(readdirSync(report.to).sort()).toEqual(['journal.sqlite', 'manifest.json', 'salvage.json', 'study']);
  expect(JSON.parse(readFileSync(join(report.to, 'salvage.json'), 'utf8'))).toEqual(report);
});

it('saves what is before and behind a damaged page, and names the rows that were on it', async () => {
  const report = await salvage(without(pageOf(200)));
  const [gone, ...others] = report.gone;
  expect(others).toEqual([]);
  expect(gone?.first).toBeLessThanOrEqual(200);
  expect(gone?.last).toBeGreaterThanOrEqual(200);
  expect(report.kept).toBe((gone?.first ?? 0) - 1);
  expect(report.kept + report.apart + (gone?.last ?? 0) - (gone?.first ?? 0) + 1).toBe(ROWS);
  const [first, second] = linesOf(report.to);
  // The first behind a gap has nothing to be held against.
  expect([first?.asWritten, second?.asWritten]).toEqual([null, true]);
  expect(describeSalvage(report)).toContain(`Gone: rows ${gone?.first} to ${gone?.last}.`);
});

it('saves everything when the first page is gone: that of a new journal stands in for it', async () => {
  expect(await salvage(without(0))).toMatchObject({
    kept: ROWS,
    gone: [],
    problem: expect.stringContaining('first page is damaged') as string,
  });
});

it('cuts a truncated journal at the last good row, and says how much there was when it was closed', async () => {
  writeSeal(file, { rows: ROWS, lastHash: original.at(-1)?.hash ?? '', ended: true });
  const report = await salvage(bytes.subarray(0, 20 * PAGE));
  expect(report.problem).toMatch(/cut off/);
  expect(report.kept).toBeGreaterThan(0);
  expect(report.gone.at(-1)?.last).toBe(ROWS);
});

it('tells a row that was changed from those that are as they were written', async () => {
  const changed = Buffer.from(bytes);
  const at = changed.indexOf(original[99]?.hash ?? '') - 3;
  changed[at] = (changed[at] ?? 0) ^ 1;
  const report = await salvage(changed);
  expect(report).toMatchObject({ kept: 99, changed: [{ first: 100, last: 100 }], gone: [] });
  expect(describeSalvage(report)).toContain('Not as they were written: row 100.');
});

it.each([
  ['an empty file', Buffer.alloc(0), '0 bytes'],
  ['a file of another kind', Buffer.from('a picture'.repeat(2000)), 'another kind of file'],
  ['a file of zeros', Buffer.alloc(20 * PAGE), 'another kind of file'],
])('refuses %s, in words, and leaves nothing behind', async (_, damaged, words) => {
  const before = readdirSync(folder).length;
  await expect(salvage(damaged)).rejects.toMatchObject({
    code: 'record/damaged',
    message: expect.stringContaining(words) as string,
  });
  expect(readdirSync(folder)).toHaveLength(before);
});

it('refuses a record of a newer version, and a place that is taken', async () => {
  const newer = Buffer.from(bytes);
  newer.writeUInt32BE(99, 60);
  await expect(salvage(newer)).rejects.toMatchObject({ code: 'record/newer' });
  writeFileSync(file, bytes);
  expect(() => salvageRecord(record, folder, noProgress)).toThrow('exists already');
});

it('says that a missing WAL took the newest rows with it', async () => {
  const wal = Buffer.from(bytes);
  wal.fill(2, 18, 20);
  expect((await salvage(wal)).problem).toMatch(/journal\.sqlite-wal is missing/);
});

it('never keeps a row that is not as it was, and never touches the damaged file: any page torn, zeroed or cut', {
  timeout: 120_000,
}, async () => {
  const pages = bytes.length / PAGE;
  const torn = fc.record({
    page: fc.nat(pages - 1),
    how: fc.constantFrom('zero', 'noise', 'half', 'flip', 'cut'),
    at: fc.nat(PAGE - 1),
  });
  await fc.assert(
    fc.asyncProperty(torn, async ({ page, how, at }) => {
      let damaged = Buffer.from(bytes);
      const from = page * PAGE;
      if (how === 'zero') damaged.fill(0, from, from + PAGE);
      else if (how === 'noise') damaged.fill(0xa7, from, from + PAGE);
      else if (how === 'half') damaged.fill(0, from + at, from + PAGE);
      else if (how === 'flip') damaged[from + at] = (damaged[from + at] ?? 0) ^ 0x55;
      else damaged = damaged.subarray(0, from + at);
      try {
        await salvage(damaged);
      } catch (cause) {
        if (!(cause instanceof Error && /Nothing can be salvaged|newer/.test(cause.message))) throw cause;
      }
    }),
    { numRuns: 30 },
  );
});

it('runs in a thread of its own, tells how far it is, and refuses in the same words', async () => {
  const built = await buildRecordWorker();
  try {
    writeFileSync(file, without(pageOf(200)));
    const { workerFile } = built;
    const target = join(folder, 'threaded');
    const steps: number[] = [];
    const report = await startSalvage({
      recordFolder: record,
      target,
      workerFile,
      onProgress: ({ of }) => steps.push(of),
    });
    expect([report.to, steps]).toEqual([target, [ROWS]]);
    copyFileSync(file, join(folder, 'copy'));
    await expect(startSalvage({ recordFolder: record, target, workerFile })).rejects.toMatchObject({
      code: 'record/exists',
    });
  } finally {
    built.drop();
  }
});
