import { spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from 'node-sqlite3-wasm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type JournalFile, openJournal } from './openJournal.node';
import { buildRecordWorker } from './testing/buildRecordWorker.node';
import { allRows, journalContract } from './testing/journalContract';
import { eventAt, tickOf } from './testing/journalRows';

let workerFile: string;
let drop: () => void;
const folder = mkdtempSync(join(tmpdir(), 'journal-'));
let count = 0;
const newFile = (): string => join(folder, `j${++count}.sqlite`);
const open = (file: string, mode: 'create' | 'continue' | 'read'): Promise<JournalFile> =>
  openJournal({ file, create: mode === 'create', readOnly: mode === 'read', workerFile });

beforeAll(async () => {
  ({ workerFile, drop } = await buildRecordWorker());
});
afterAll(() => {
  drop();
  rmSync(folder, { recursive: true, force: true });
});

journalContract('openJournal', () => open(newFile(), 'create'));

describe('a journal in a file', () => {
  it('is there again when opened again, and its seal is broken while it is written', async () => {
    const file = newFile();
    const first = await open(file, 'create');
    await first.append([eventAt(1)], { durable: false });
    await first.close();
    expect(JSON.parse(readFileSync(`${file}.seal.json`, 'utf8'))).toMatchObject({ rows: 1, ended: false });
    const second = await open(file, 'continue');
    expect(existsSync(`${file}.seal.json`)).toBe(false);
    await second.append([eventAt(2)], { durable: true });
    expect((await allRows(second)).map((row) => [row.seq, row.atMs])).toEqual([
      [1, 1],
      [2, 2],
    ]);
    await second.close();
  });

  it('is one plain file of mode 0600 once closed, readable by another SQLite connection through its views', async () => {
    const file = newFile();
    const journal = await open(file, 'create');
    await journal.append([eventAt(1), tickOf('g', 2, 7)], { durable: true });
    expect(statSync(`${file}-wal`).mode & 0o777).toBe(0o600);
    await journal.close();
    expect(existsSync(`${file}-wal`)).toBe(false);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const plain = new Database(file, { readOnly: true });
    expect(plain.all('SELECT type FROM events')).toEqual([{ type: 'sessionStarted' }]);
    expect(plain.all('SELECT game, episode, tick, actions, late_ms FROM ticks')).toEqual([
      { game: 'g', episode: 2, tick: 7, actions: '{"left":1,"right":0}', late_ms: 0.1 },
    ]);
    for (const view of ['inputs', 'shown', 'clocks']) expect(plain.all(`SELECT * FROM ${view}`)).toEqual([]);
    plain.close();
  });

  it('does not let a row be changed or removed in passing', async () => {
    const file = newFile();
    const journal = await open(file, 'create');
    await journal.append([eventAt(1)], { durable: true });
    await journal.close();
    const plain = new Database(file);
    expect(() => plain.exec("UPDATE journal SET body = '{}'")).toThrow(/append-only/);
    expect(() => plain.exec('DELETE FROM journal')).toThrow(/append-only/);
    plain.close();
  });

  it('refuses a second owner while the first lives, and has nothing against it afterwards', async () => {
    const file = newFile();
    const first = await open(file, 'create');
    await expect(open(file, 'continue')).rejects.toMatchObject({ code: 'record/inUse' });
    await expect(open(file, 'read')).rejects.toMatchObject({ code: 'record/inUse' });
    await first.append([eventAt(1)], { durable: true });
    await first.close();
    await (await open(file, 'continue')).close();
  });

  it('takes over from an owner that is gone', async () => {
    const file = newFile();
    await (await open(file, 'create')).close();
    // The number of a process of another boot: alive by its number, dead by its birth.
    writeFileSync(`${file}.owner`, JSON.stringify({ pid: process.pid, born: 'another-boot/1', token: 'x' }));
    mkdirSync(`${file}.lock`);
    await (await open(file, 'continue')).close();
    expect(existsSync(`${file}.owner`)).toBe(false);
  });

  it.skipIf(process.platform !== 'linux')(
    'takes over from an owner that died and that nobody has buried yet',
    async () => {
      const file = newFile();
      await (await open(file, 'create')).close();
      // The shell becomes `sleep`, which never asks for its child's end: a zombie.
      const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 30']);
      const pid = Number(await new Promise<Buffer>((resolve) => parent.stdout.once('data', resolve)));
      const statOf = (): string[] =>
        readFileSync(`/proc/${pid}/stat`, 'utf8')
          .replace(/^.*\) /s, '')
          .split(' ');
      await vi.waitUntil(() => statOf()[0] === 'Z', { timeout: 20_000 });
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      writeFileSync(`${file}.owner`, JSON.stringify({ pid, born: `${boot}/${statOf()[19]}`, token: 'x' }));
      await (await open(file, 'continue')).close();
      parent.kill();
    },
  );

  it('reads without leaving a trace in the record', async () => {
    const file = newFile();
    const journal = await open(file, 'create');
    await journal.append([eventAt(1)], { durable: true });
    await journal.close();
    const before = readFileSync(file);
    const reader = await open(file, 'read');
    expect(await reader.events()).toHaveLength(1);
    await expect(reader.append([eventAt(2)], { durable: true })).rejects.toMatchObject({ code: 'record/closed' });
    await reader.close();
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(existsSync(`${file}.owner`)).toBe(false);
  });

  it('reads whole rows or is refused, and keeps no writer out, while writers come and go', async () => {
    const file = newFile();
    await (await open(file, 'create')).close();
    const write = async (atMs: number): Promise<void> => {
      const journal = await open(file, 'continue');
      await journal.append([eventAt(atMs)], { durable: true });
      await journal.close();
    };
    const read = async (): Promise<number | string> => {
      const journal = await open(file, 'read').catch((cause: unknown) => cause);
      if (!('check' in Object(journal))) return (journal as { code: string }).code;
      const reader = journal as JournalFile;
      const { rows, damage } = await reader.check();
      await reader.close();
      expect(damage).toEqual([]);
      return rows;
    };
    for (let round = 1; round <= 3; round += 1) {
      const [, ...seen] = await Promise.all([write(round), read(), read(), read()]);
      for (const one of seen) expect([round - 1, round, 'record/inUse']).toContain(one);
    }
    expect(await read()).toBe(3);
  });

  it('reads no journal that has lost its WAL as if it were whole', async () => {
    const file = newFile();
    const journal = await open(file, 'create');
    await journal.append([eventAt(1)], { durable: true });
    const copy = newFile();
    copyFileSync(file, copy);
    await journal.close();
    await expect(open(copy, 'read')).rejects.toMatchObject({
      code: 'record/damaged',
      message: expect.stringContaining('journal.sqlite-wal is missing') as string,
    });
  });

  it.each([
    ['that exists', 'create', 'SQLite format 3\0', 'record/exists'],
    ['that is no SQLite file', 'continue', 'x'.repeat(5000), 'record/notAJournal'],
  ] as const)('refuses a file %s', async (_, mode, content, code) => {
    const file = newFile();
    writeFileSync(file, content);
    await expect(open(file, mode)).rejects.toMatchObject({ code });
    expect(readFileSync(file, 'utf8')).toBe(content);
  });

  it('refuses what is not there, and a database that is no journal, and one from the future', async () => {
    await expect(open(newFile(), 'continue')).rejects.toMatchObject({ code: 'record/missing' });
    const file = newFile();
    const foreign = new Database(file);
    foreign.exec('CREATE TABLE mine (x)');
    foreign.close();
    await expect(open(file, 'continue')).rejects.toMatchObject({ code: 'record/notAJournal' });
    const newer = newFile();
    await (await open(newer, 'create')).close();
    const raised = new Database(newer);
    raised.exec('PRAGMA user_version = 99');
    raised.close();
    await expect(open(newer, 'continue')).rejects.toMatchObject({
      code: 'record/newer',
      message: expect.stringMatching(/newer Cubicle \(format 99/) as string,
    });
  });

  it('says what to do when its folder cannot be written', async () => {
    await expect(open(join(folder, 'no', 'journal.sqlite'), 'create')).rejects.toMatchObject({
      code: 'record/notWritable',
      message: expect.stringContaining(join(folder, 'no')) as string,
    });
  });
});
