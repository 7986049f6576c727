import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exportTables } from '../../../protocol/journal';
import type { DatasetRequest } from './dataset/DatasetRequest';
import { writeDataset } from './dataset/writeDataset.node';
import { encodeRow } from './encodeRow';
import { estimateExportBytes } from './estimateExportBytes';
import { insertRows } from './insertRows.node';
import { openJournalFile } from './openJournalFile.node';
import { createOwnedFolder } from './ownedFolder.node';
import { type BuiltRecordWorker, buildRecordWorker } from './testing/buildRecordWorker.node';
import { sampleSession } from './testing/sampleSession';
import { writeStaged } from './writeStaged.node';

const root = mkdtempSync(join(tmpdir(), 'leftovers-'));
const [temp, out, record] = [join(root, 'tmp'), join(root, 'out'), join(root, 'sample', 'r1')];
const journalFile = join(record, 'journal.sqlite');
const systemTemp = process.env['TMPDIR'];
const pause = (): Promise<void> => Promise.resolve();
let built: BuiltRecordWorker;

beforeAll(async () => {
  for (const folder of [temp, out, record]) mkdirSync(folder, { recursive: true });
  process.env['TMPDIR'] = temp;
  const journal = openJournalFile(journalFile, 'create');
  const rows = sampleSession().map((row) => ({ ...encodeRow(row), wall: '2026-03-14T09:26:53.000+01:00' }));
  insertRows(journal.driver(), journal.head(), rows);
  journal.close();
  built = await buildRecordWorker();
});
afterAll(() => {
  if (systemTemp === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = systemTemp;
  built.drop();
  rmSync(root, { recursive: true, force: true });
});

const ask = (name: string): DatasetRequest => ({
  recordFolders: [record],
  leftOut: [],
  target: join(out, name),
  container: 'folder',
  formats: ['csv', 'parquet', 'jsonl'],
  tables: [...exportTables],
  bom: false,
});
const write = (name: string) => writeDataset(ask(name), { onProgress: () => undefined, pause });

it('removes what a killed export left beside its target, and its copy of the journal', async () => {
  const start = `new (require('worker_threads').Worker)(process.argv[1], { workerData: JSON.parse(process.argv[2]) })`;
  const workerData = JSON.stringify({ mode: 'dataset', request: ask('killed') });
  const child = spawn(process.execPath, ['-e', start, built.workerFile, workerData], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const isMarkedIn = (parent: string): boolean =>
    readdirSync(parent).some((name) => existsSync(join(parent, name, 'owner.json')));
  const isUnderWay = (): boolean => isMarkedIn(out) && isMarkedIn(temp);
  // Between two copies of the journal there is none: it is looked at while it stands still.
  for (let isHit = false; !isHit; ) {
    while (!isUnderWay() && child.exitCode === null) await wait(1);
    expect(child.exitCode).toBeNull();
    child.kill('SIGSTOP');
    await wait(50);
    isHit = isUnderWay();
    child.kill(isHit ? 'SIGKILL' : 'SIGCONT');
  }
  await ended;
  expect(readdirSync(out)).toEqual([expect.stringMatching(/^cubicle\.partial-/)]);
  expect(readdirSync(temp)).toEqual([expect.stringMatching(/^cubicle-journal-/)]);
  await write('after');
  expect(readdirSync(out)).toEqual(['after']);
  expect(readdirSync(temp)).toEqual([]);
});

it('removes no folder of somebody who still works in it, of another machine, or that is not marked', () => {
  const parent = join(root, 'shared');
  mkdirSync(parent);
  const names = (): string[] => readdirSync(parent).sort();
  const [mine, theirs, dead] = [1, 2, 3].map(() => createOwnedFolder(parent, 'x-').folder) as [string, string, string];
  const change = (folder: string, changes: object): void => {
    const file = join(folder, 'owner.json');
    writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), ...changes }));
  };
  const { pid } = spawnSync('true');
  change(theirs, { pid, machine: 'another' });
  for (const name of ['x-unmark', 'x-longer-name', 'y-Abc123', 'x-oldone', 'x-filled']) mkdirSync(join(parent, name));
  writeFileSync(join(parent, 'x-filled', 'something'), '');
  for (const name of ['x-oldone', 'x-filled']) utimesSync(join(parent, name), 0, 0);
  const before = names().filter((name) => name !== 'x-oldone');
  createOwnedFolder(parent, 'x-').drop();
  expect(names()).toEqual(before);
  change(dead, { pid });
  createOwnedFolder(parent, 'x-').drop();
  expect(names()).toEqual(before.filter((name) => join(parent, name) !== dead));
  expect(names()).toContain(mine.slice(parent.length + 1));
});

it('refuses beforehand what cannot have room, and a name that is too long', async () => {
  const stage = { container: 'folder', zipName: 'x', recordFolders: [record], advance: pause, pause } as const;
  const build = (): never => {
    throw new Error('was begun');
  };
  await expect(writeStaged({ ...stage, target: join(out, 'huge'), needsBytes: 2 ** 60 }, build)).rejects.toMatchObject({
    code: 'record/diskFull',
    message: expect.stringMatching(/takes about \d+ MB while it is made, and \d+ MB are free/) as string,
  });
  const long = join(out, 'x'.repeat(300));
  await expect(writeStaged({ ...stage, target: long, needsBytes: 0 }, build)).rejects.toMatchObject({
    code: 'record/badTarget',
    message: expect.stringContaining('is too long') as string,
  });
  const all = { layout: 'cubicle', container: 'folder', formats: ['jsonl'], tables: exportTables } as const;
  expect(estimateExportBytes(1e9, all)).toBe(7e8);
  expect(estimateExportBytes(1e9, { ...all, tables: ['participants'] })).toBe(0);
});

it.skipIf(process.getuid?.() !== 0)(
  'refuses a folder that this user may not write to (needs root to be another)',
  async () => {
    const closed = join(root, 'closed');
    mkdirSync(closed, { mode: 0o755 });
    chmodSync(root, 0o755);
    const stage = {
      container: 'folder',
      zipName: 'x',
      recordFolders: [],
      needsBytes: 0,
      advance: pause,
      pause,
    } as const;
    process.seteuid?.(65_534);
    const made = writeStaged({ ...stage, target: join(closed, 'export') }, pause);
    try {
      await expect(made).rejects.toMatchObject({
        code: 'record/notWritable',
        message: `Nothing can be written to ${closed}. Choose a folder that this user can write to.`,
      });
    } finally {
      process.seteuid?.(0);
    }
  },
);

it('says whose a record is that somebody else writes, and that a newer one needs a newer Cubicle; and touches neither', async () => {
  const before = readFileSync(journalFile);
  writeFileSync(`${journalFile}.owner`, JSON.stringify({ pid: process.ppid, born: null, token: 'x' }));
  await expect(write('in-use')).rejects.toMatchObject({
    code: 'record/inUse',
    message: expect.stringContaining(`sample/r1: Another Cubicle (process ${process.ppid}) is writing`) as string,
  });
  rmSync(`${journalFile}.owner`);
  expect(readFileSync(journalFile).equals(before)).toBe(true);
  const newer = Buffer.from(before);
  newer.writeUInt32BE(99, 60);
  writeFileSync(journalFile, newer);
  await expect(write('newer')).rejects.toMatchObject({
    code: 'record/newer',
    message: expect.stringMatching(/^sample\/r1: .*newer/) as string,
  });
  expect(readFileSync(journalFile).equals(newer)).toBe(true);
  expect(readdirSync(out).filter((name) => name !== 'after')).toEqual([]);
  expect(readdirSync(temp)).toEqual([]);
});
