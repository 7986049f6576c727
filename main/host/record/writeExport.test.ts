import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
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
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { exportFormats, exportTables } from '../../../protocol/journal';
import type { ExportRequest } from './ExportRequest';
import { type JournalFile, openJournal } from './openJournal.node';
import { type BuiltRecordWorker, buildRecordWorker } from './testing/buildRecordWorker.node';
import { parseCsv } from './testing/parseCsv';
import { sampleSession, sampleTick, secrets } from './testing/sampleSession';
import { hashFile, listFiles } from './writeChecksums.node';

let built: BuiltRecordWorker;
let root: string;
let record: string;
let journal: JournalFile;
const noPause = (): Promise<void> => Promise.resolve();

beforeAll(async () => {
  built = await buildRecordWorker();
});
afterAll(() => built.drop());
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'export-'));
  record = join(root, 'sample', '2026-03-14_0926_abcd2345');
  mkdirSync(join(record, 'study', 'pages'), { recursive: true });
  mkdirSync(join(record, 'exports'));
  writeFileSync(join(record, 'study', 'study.yaml'), 'name: sample\n');
  writeFileSync(join(record, 'study', 'pages', 'a\nb.md'), 'odd name');
  chmodSync(join(record, 'study', 'study.yaml'), 0o400);
  journal = await openJournal({ file: join(record, 'journal.sqlite'), create: true, workerFile: built.workerFile });
  await journal.append(sampleSession(), { durable: false });
});
afterEach(async () => {
  await journal.close();
  rmSync(root, { recursive: true, force: true });
});

const ask = (target: string, changes: Partial<ExportRequest> = {}): ExportRequest => ({
  recordFolder: record,
  target,
  container: 'folder',
  layout: 'cubicle',
  formats: [...exportFormats],
  tables: [...exportTables],
  bom: false,
  ...changes,
});
const contentOf = async (folder: string): Promise<string[][]> =>
  Promise.all(listFiles(folder).map(async (path) => [path, await hashFile(join(folder, path), noPause)]));

/** Whether a program that a test checks our files with is on this machine. */
function has(program: string): boolean {
  return spawnSync(program, ['--version']).status === 0;
}

describe('an export', () => {
  it('holds every table in every format, the dictionary, the study, words and checksums', async () => {
    const target = join(root, 'out');
    const result = await journal.export(ask(target)).done;
    expect(result.rows).toEqual({
      participants: 2,
      answers: 5,
      page_times: 4,
      events: 30,
      episodes: 4,
      ticks: 16,
      inputs: 2,
      policies: 2,
      timing: 3,
      operator: 2,
    });
    expect(listFiles(target)).toEqual(
      [
        'DATA_DICTIONARY.json',
        'README.txt',
        'SHA256SUMS',
        'manifest.json',
        ...exportTables.flatMap((table) => exportFormats.map((format) => `${format}/${table}.${format}`)),
        'study/pages/a\nb.md',
        'study/study.yaml',
      ].sort(),
    );
    for (const table of exportTables) {
      const csv = parseCsv(readFileSync(join(target, 'csv', `${table}.csv`), 'utf8'));
      const lines = readFileSync(join(target, 'jsonl', `${table}.jsonl`), 'utf8')
        .trimEnd()
        .split('\n');
      expect(csv).toHaveLength(1 + (result.rows[table] ?? -1));
      expect(lines).toHaveLength(result.rows[table] ?? -1);
      expect(Object.keys(JSON.parse(lines[0] ?? '') as object)).toEqual(csv[0]);
    }
    expect(readFileSync(join(target, 'README.txt'), 'utf8')).toContain('Session abcd2345 of the study "A sample"');
    expect(JSON.parse(readFileSync(join(target, 'manifest.json'), 'utf8'))).toMatchObject({
      cubicle: 'export',
      session: 'abcd2345',
      ended: true,
      journal: { seq: sampleSession().length },
    });
    expect(readdirSync(root).sort()).toEqual(['out', 'sample']);
  });

  it.skipIf(!has('sha256sum'))('passes sha256sum -c, odd file names included', async () => {
    const target = join(root, 'out');
    await journal.export(ask(target)).done;
    const said = execFileSync('sha256sum', ['-c', '--quiet', 'SHA256SUMS'], { cwd: target, encoding: 'utf8' });
    expect(said).toBe('');
    writeFileSync(join(target, 'README.txt'), 'changed');
    expect(() => execFileSync('sha256sum', ['-c', '--status', 'SHA256SUMS'], { cwd: target })).toThrow();
  });

  it('is the same, byte for byte, each time, from the open journal and from the closed record', async () => {
    await journal.export(ask(join(root, 'one'))).done;
    await journal.export(ask(join(root, 'two'))).done;
    await journal.close();
    const closed = await openJournal({
      file: join(record, 'journal.sqlite'),
      create: false,
      readOnly: true,
      workerFile: built.workerFile,
    });
    await closed.export(ask(join(root, 'three'))).done;
    for (const name of ['one.zip', 'two.zip']) await closed.export(ask(join(root, name), { container: 'zip' })).done;
    await closed.close();
    expect(await contentOf(join(root, 'two'))).toEqual(await contentOf(join(root, 'one')));
    expect(await contentOf(join(root, 'three'))).toEqual(await contentOf(join(root, 'one')));
    expect(readFileSync(join(root, 'one.zip')).equals(readFileSync(join(root, 'two.zip')))).toBe(true);
  });

  it('names no machine and opens no door, in no file', async () => {
    const target = join(root, 'out');
    await journal.export(ask(target)).done;
    for (const path of listFiles(target)) {
      const text = readFileSync(join(target, path), 'utf8');
      for (const secret of Object.values(secrets)) expect(text).not.toContain(secret);
    }
  });

  it.skipIf(!has('python3'))('as a zip is one file with one folder in it', async () => {
    const target = join(root, 'out.zip');
    await journal.export(ask(target, { container: 'zip', formats: ['csv'], tables: ['participants'] })).done;
    const list = execFileSync(
      'python3',
      [
        '-c',
        'import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(*z.namelist())',
        target,
      ],
      { encoding: 'utf8' },
    );
    const names = list.trim().split(' ');
    expect(names.every((name) => name.startsWith('2026-03-14_0926_abcd2345/') || name === 'b.md')).toBe(true);
    expect(names).toContain('2026-03-14_0926_abcd2345/csv/participants.csv');
    expect(names).not.toContain('2026-03-14_0926_abcd2345/jsonl/participants.jsonl');
  });

  it('touches nothing that exists, and stays out of the record but for its exports', async () => {
    const existing = join(root, 'there');
    writeFileSync(existing, 'mine');
    await expect(journal.export(ask(existing)).done).rejects.toMatchObject({ code: 'record/exists' });
    expect(readFileSync(existing, 'utf8')).toBe('mine');
    for (const target of [join(record, 'out'), join(record, 'study', 'out'), join(root, 'no', 'out'), 'out']) {
      await expect(journal.export(ask(target)).done).rejects.toMatchObject({ code: 'record/badTarget' });
    }
    await journal.export(ask(join(record, 'exports', 'first'))).done;
    expect(existsSync(join(record, 'exports', 'first', 'README.txt'))).toBe(true);
  });

  it('can be cancelled and then leaves nothing', async () => {
    await journal.append(
      Array.from({ length: 3000 }, (_, index) => sampleTick(1, 5 + index)),
      { durable: true },
    );
    const job = journal.export(ask(join(root, 'out')), () => job.cancel());
    await expect(job.done).rejects.toMatchObject({ code: 'record/cancelled' });
    expect(readdirSync(root)).toEqual(['sample']);
  });

  it('goes on beside a running session: appends are confirmed meanwhile, and progress only grows to its end', async () => {
    await journal.append(
      Array.from({ length: 5000 }, (_, index) => sampleTick(1, 5 + index)),
      { durable: true },
    );
    const progress: { done: number; of: number }[] = [];
    let appended = 0;
    const appends: Promise<void>[] = [];
    const job = journal.export(ask(join(root, 'out')), (one) => {
      progress.push(one);
      if (appends.length < 5)
        appends.push(journal.append([sampleTick(9, 1)], { durable: true }).then(() => void (appended += 1)));
    });
    const result = await job.done;
    await Promise.all(appends);
    expect(appended).toBe(5);
    expect(result.rows.ticks).toBe(2 * 5008);
    expect(progress.map((one) => one.done)).toEqual([...progress.map((one) => one.done)].sort((a, b) => a - b));
    expect(progress.at(-1)).toMatchObject({ done: progress.at(-1)?.of });
  });

  it('says so when there is no session in the record', async () => {
    const empty = join(root, 'sample', 'empty');
    mkdirSync(empty);
    const other = await openJournal({
      file: join(empty, 'journal.sqlite'),
      create: true,
      workerFile: built.workerFile,
    });
    await expect(other.export(ask(join(root, 'out'), { recordFolder: empty })).done).rejects.toMatchObject({
      code: 'record/missing',
    });
    await other.close();
  });
});
