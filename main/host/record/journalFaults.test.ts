import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkJournal } from './checkJournal.node';
import type { RawRow } from './decodeRow';
import { encodeRow } from './encodeRow';
import { insertRows } from './insertRows.node';
import type { JournalTrouble } from './Journal';
import { type JournalFile, openJournal } from './openJournal.node';
import { openJournalFile } from './openJournalFile.node';
import { readPage } from './readPage.node';
import { type BuiltRecordWorker, buildRecordWorker, type Sabotage } from './testing/buildRecordWorker.node';
import { allRows } from './testing/journalContract';
import { eventAt, noOne, tickOf } from './testing/journalRows';

let built: BuiltRecordWorker;
const folder = mkdtempSync(join(tmpdir(), 'journal-faults-'));
beforeAll(async () => {
  built = await buildRecordWorker();
});
afterAll(() => {
  built.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the appending child and kills it after its first word and `delayMs` more. Gives the last number it was told of. */
async function appendAndKill(file: string, first: number, delayMs: number): Promise<number> {
  const mode = first === 1 ? 'create' : 'continue';
  const child = spawn(process.execPath, [built.childFile, file, built.workerFile, mode, String(first)]);
  let said = '';
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      if (said === '') setTimeout(() => child.kill('SIGKILL'), delayMs);
      said += chunk.toString();
    });
    child.once('exit', (_code, signal) => (signal === 'SIGKILL' ? resolve() : reject(new Error(complaint))));
  });
  return Number(said.trim().split('\n').at(-1));
}

describe('a killed owner', () => {
  it('loses nothing it was told was written, and writes nothing twice (20 kills)', { timeout: 120_000 }, async () => {
    const file = join(folder, 'killed.sqlite');
    let next = 1;
    const told = new Set<number>();
    for (let cycle = 0; cycle < 20; cycle++) {
      const last = await appendAndKill(file, next, Math.random() * 60);
      for (let number = next; number <= last; number++) told.add(number);
      next = last + 1_000_000;
    }
    const journal = await openJournal({ file, workerFile: built.workerFile, create: false });
    expect((await journal.check()).damage).toEqual([]);
    const rows = await allRows(journal);
    expect(rows.map((row) => row.seq)).toEqual(rows.map((_, index) => index + 1));
    const times = rows.filter((row) => row.kind === 'event').map((row) => row.atMs);
    expect(new Set(times).size).toBe(times.length);
    const present = new Set(times);
    const missing = [...told].filter((number) => ![0, 0.25, 0.5].every((part) => present.has(number + part)));
    expect(missing).toEqual([]);
    const ticks = (await journal.ticks('g', 0)).map((tick) => tick.tick);
    expect(new Set(ticks).size).toBe(ticks.length);
    for (const number of told) expect(ticks).toContain(number);
    await journal.close();
  });
});

describe('a worker that can no longer write, in a host that lives on', () => {
  const built: BuiltRecordWorker[] = [];
  afterAll(() => built.forEach(({ drop }) => drop()));
  const sabotaged = async (sabotage: Sabotage): Promise<string> => {
    const worker = await buildRecordWorker(sabotage);
    built.push(worker);
    return worker.workerFile;
  };
  const begin = async (name: string, workerFile: string): Promise<{ file: string; journal: JournalFile }> => {
    mkdirSync(join(folder, name));
    const file = join(folder, name, 'journal.sqlite');
    const journal = await openJournal({ file, workerFile, create: true });
    await journal.append([eventAt(1)], { durable: true });
    return { file, journal };
  };
  /** As the host does on 'Take it up again'. */
  const goOn = async (file: string, workerFile: string): Promise<void> => {
    const journal = await openJournal({ file, workerFile, create: false });
    await expect(openJournal({ file, workerFile, create: false })).rejects.toMatchObject({ code: 'record/inUse' });
    await journal.append([eventAt(2)], { durable: true });
    expect((await allRows(journal)).map((row) => row.atMs)).toEqual([1, 2]);
    expect((await journal.check()).damage).toEqual([]);
    await journal.close();
    expect(existsSync(`${file}.owner`)).toBe(false);
  };

  it('leaves its journal to the next when its thread dies, also while the disk is away', async () => {
    const text = "if (request.type === 'last')";
    const workerFile = await sabotaged({
      source: 'record.worker.ts',
      text,
      instead: `${text} process.exit(1); ${text}`,
    });
    // Windows does not let go of a folder with open files in it.
    for (const isAway of process.platform === 'win32' ? [false] : [false, true]) {
      const { file, journal } = await begin(`crashed-${isAway}`, workerFile);
      let onDead = (): void => undefined;
      const dead = new Promise<void>((resolve) => (onDead = resolve));
      journal.onTrouble(({ kind }) => kind === 'dead' && onDead());
      if (isAway) renameSync(join(file, '..'), join(folder, 'away'));
      await expect(journal.last()).rejects.toMatchObject({ code: 'record/closed' });
      await dead;
      await journal.close();
      if (isAway) {
        await expect(openJournal({ file, workerFile, create: false })).rejects.toMatchObject({
          code: 'record/missing',
        });
        renameSync(join(folder, 'away'), join(file, '..'));
      }
      expect(existsSync(`${file}.owner`)).toBe(isAway);
      await goOn(file, workerFile);
    }
  });

  it('leaves its journal to the next when it could not open it anew', async () => {
    const isAway = "existsSync(file + '.away')";
    const workerFile = await sabotaged({
      source: 'openJournalFile.node.ts',
      text: `driver: () => driver,
    head: () => readHead(driver),
    reopen: () => {`,
      instead: `driver: () => {
      if (${isAway}) driver.close();
      return driver;
    },
    head: () => readHead(driver),
    reopen: () => {
      if (${isAway}) throw new Error('The disk is away.');`,
    });
    const { file, journal } = await begin('not-reopened', workerFile);
    let onFailed = (): void => undefined;
    const failed = new Promise<void>((resolve) => (onFailed = resolve));
    journal.onTrouble(({ kind }) => kind === 'failed' && onFailed());
    writeFileSync(`${file}.away`, '');
    const refused = expect(journal.append([eventAt(9)], { durable: true })).rejects.toMatchObject({
      code: 'record/closed',
    });
    await failed;
    await expect(journal.close()).rejects.toMatchObject({ code: 'record/failed' });
    await refused;
    rmSync(`${file}.away`);
    await goOn(file, workerFile);
  });
});

describe('a damaged file', () => {
  const file = join(folder, 'whole.sqlite');
  let original: RawRow[];
  let bytes: Buffer;
  const readAll = async (path: string): Promise<{ rows: RawRow[]; damaged: boolean }> => {
    try {
      const journal = openJournalFile(path, 'read');
      try {
        const rows = readPage(journal.driver(), { afterSeq: 0, limit: 10_000 });
        const { damage } = await checkJournal(
          journal.driver(),
          rows.length,
          () => undefined,
          () => Promise.resolve(),
        );
        return { rows, damaged: damage.length > 0 };
      } finally {
        journal.close();
      }
    } catch {
      return { rows: [], damaged: true };
    }
  };

  beforeAll(async () => {
    const journal = openJournalFile(file, 'create');
    const rows = Array.from({ length: 150 }, (_, index) => (index % 3 === 0 ? eventAt(index) : tickOf('g', 0, index)));
    insertRows(
      journal.driver(),
      journal.head(),
      rows.map((row) => ({ ...encodeRow(row), wall: '2026-01-01T00:00:00.000+00:00' })),
    );
    journal.close();
    bytes = readFileSync(file);
    original = (await readAll(file)).rows;
    expect(original).toHaveLength(150);
  });

  it('never passes for whole while a row is different: any byte changed', { timeout: 60_000 }, async () => {
    const path = join(folder, 'flipped.sqlite');
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ mask;
        writeFileSync(path, changed);
        const { rows, damaged } = await readAll(path);
        if (!damaged) expect(rows).toEqual(original);
      }),
      { numRuns: 150 },
    );
  });

  it('is found out when a row was changed by someone who knows SQL', async () => {
    const path = join(folder, 'edited.sqlite');
    writeFileSync(path, bytes);
    const journal = openJournalFile(path, 'continue');
    journal.driver().exec('DROP TRIGGER journal_keeps_values');
    journal.driver().exec(`UPDATE journal SET body = replace(body, '"left":0', '"left":1') WHERE seq = 77`);
    const check = await checkJournal(
      journal.driver(),
      150,
      () => undefined,
      () => Promise.resolve(),
    );
    journal.close();
    expect(check.damage).toEqual([{ seq: 77, message: 'Row 77 is not as it was written.' }]);
  });

  it('is found out when rows were taken away', async () => {
    const path = join(folder, 'cut.sqlite');
    writeFileSync(path, bytes);
    const journal = openJournalFile(path, 'continue');
    journal.driver().exec('DROP TRIGGER journal_keeps_rows; DELETE FROM journal WHERE seq BETWEEN 10 AND 12');
    const check = await checkJournal(
      journal.driver(),
      150,
      () => undefined,
      () => Promise.resolve(),
    );
    journal.close();
    expect(check.damage.map((damage) => damage.message)).toEqual([
      'Rows 10 to 12 are missing.',
      'Row 13 is not as it was written.',
    ]);
  });
});

/** A small disk of its own needs root and Linux. */
function mountSmallDisk(at: string): boolean {
  mkdirSync(at);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', at], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('a full disk', () => {
  const disk = join(folder, 'small');
  const mounted = process.platform === 'linux' && mountSmallDisk(disk);
  afterAll(() => {
    if (mounted) execFileSync('umount', [disk]);
  });

  it.skipIf(!mounted)(
    'is told, loses nothing confirmed, and is gone on with when there is room (needs root to mount)',
    async () => {
      const ballast = join(disk, 'ballast');
      writeFileSync(ballast, Buffer.alloc(3 * 2 ** 20, 1));
      const journal = await openJournal({
        file: join(disk, 'journal.sqlite'),
        workerFile: built.workerFile,
        create: true,
      });
      const troubles: JournalTrouble['kind'][] = [];
      let onRecovered = (): void => undefined;
      const recovered = new Promise<void>((resolve) => (onRecovered = resolve));
      journal.onTrouble(({ kind }) => {
        troubles.push(kind);
        if (kind === 'recovered') onRecovered();
      });
      const large = (atMs: number): Parameters<typeof journal.append>[0] => [
        {
          kind: 'event',
          atMs,
          ...noOne,
          body: {
            type: 'answersSubmitted',
            atMs,
            participant: 'p',
            scene: 's',
            answers: { essay: 'x'.repeat(200_000) },
          },
        },
      ];
      let confirmed = 0;
      const failure = await (async () => {
        for (;;) {
          try {
            await journal.append(large(confirmed), { durable: true });
            confirmed += 1;
          } catch (cause) {
            return cause;
          }
        }
      })();
      expect(failure).toMatchObject({ code: 'record/diskFull' });
      expect(confirmed).toBeGreaterThan(3);
      await journal.append([eventAt(5000)], { durable: false });
      rmSync(ballast);
      await recovered;
      await journal.append(large(6000), { durable: true });
      expect(troubles).toEqual(['full', 'recovered']);
      const times = (await journal.events()).map((row) => row.atMs);
      expect(times).toEqual([...Array.from({ length: confirmed }, (_, index) => index), 5000, 6000]);
      expect((await journal.check()).damage).toEqual([]);
      await journal.close();
    },
  );
});
