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
import { createRecordFolder } from './createRecordFolder.node';
import { readSeal } from './journalSeal.node';
import { listRecords } from './listRecords.node';
import { openJournal } from './openJournal.node';
import { planPurge, purgeRecord } from './purgeRecords.node';
import { type BuiltRecordWorker, buildRecordWorker } from './testing/buildRecordWorker.node';
import { sampleSession } from './testing/sampleSession';

let built: BuiltRecordWorker;
let root: string;
beforeAll(async () => {
  built = await buildRecordWorker();
});
afterAll(() => built.drop());
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'purge-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const wall = '2026-03-14T09:26:53.000+01:00';
const rowsOf = () => listRecords({ root, open: null, workerFile: built.workerFile });
const audit = (): unknown[] =>
  readFileSync(join(root, 'purged.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

/** A record of a session that began at noon of a day; `open` leaves its journal open. */
async function make(session: string, day: number, rows = sampleSession()) {
  const wallMs = new Date(2024, 5, day, 12).getTime();
  const { folder } = await createRecordFolder({ root, study: 'volley', session, wallMs });
  const journal = await openJournal({
    file: join(folder, 'journal.sqlite'),
    create: true,
    workerFile: built.workerFile,
  });
  await journal.append(rows, { durable: true });
  return { folder, journal };
}

describe('a purge', () => {
  it('plans what ended before a day, and leaves what is broken off, written or younger', async () => {
    for (const [session, day] of [
      ['old', 2],
      ['older', 1],
      ['young', 10],
    ] as const)
      await (await make(session, day)).journal.close();
    await (await make('broken', 3, sampleSession().slice(0, 10))).journal.close();
    const running = await make('running', 4);
    try {
      const plan = planPurge(await rowsOf(), '2024-06-10', false);
      expect(plan.purge.map((row) => row.session)).toEqual(['older', 'old']);
      expect(plan.keep.map(({ row, why }) => [row.session, why])).toEqual([
        ['broken', 'it was broken off and can be taken up again'],
        ['running', 'it is being written'],
      ]);
      expect(planPurge(await rowsOf(), '2024-06-10', true).purge.map((row) => row.session)).toEqual([
        'older',
        'old',
        'broken',
      ]);
      expect(planPurge(await rowsOf(), '2024-06-01', true).purge).toEqual([]);
      const odd = (await rowsOf()).map((row) => ({ ...row, state: 'damaged' as const }));
      expect(planPurge(odd, '2024-06-10', true).purge).toEqual([]);
    } finally {
      await running.journal.close();
    }
  });

  it('deletes a record whole, and only that, and leaves a line with the end of its journal', async () => {
    const gone = await make('gone', 1);
    await gone.journal.close();
    const stays = await make('stays', 2);
    await stays.journal.close();
    mkdirSync(join(gone.folder, 'payments'));
    writeFileSync(join(gone.folder, 'payments', 'details.jsonl'), 'IBAN');
    mkdirSync(join(gone.folder, 'study'));
    writeFileSync(join(gone.folder, 'study', 'study.yaml'), 'name: x');
    chmodSync(join(gone.folder, 'study', 'study.yaml'), 0o400);
    const seal = readSeal(join(gone.folder, 'journal.sqlite'));
    const [row] = (await rowsOf()).filter((one) => one.session === 'gone');
    if (row === undefined) throw new Error('no record');
    await purgeRecord(root, row, wall, 'retention');
    expect(readdirSync(join(root, 'volley'))).toEqual([stays.folder.split(/[\\/]/).at(-1)]);
    expect(audit()).toEqual([
      {
        record: row.record,
        study: 'volley',
        session: 'gone',
        startedAt: row.startedAt,
        state: 'ended',
        journal: { rows: seal?.rows, lastHash: seal?.lastHash },
        purgedAt: wall,
        reason: 'retention',
      },
    ]);
    expect(seal?.lastHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('leaves one alone that is taken up between the list and the deletion', async () => {
    const { folder, journal } = await make('again', 1);
    await journal.close();
    const [row] = await rowsOf();
    const again = await openJournal({
      file: join(folder, 'journal.sqlite'),
      create: false,
      workerFile: built.workerFile,
    });
    try {
      if (row === undefined) throw new Error('no record');
      await expect(purgeRecord(root, row, wall, 'retention')).rejects.toThrow('is being written');
      expect(existsSync(join(folder, 'journal.sqlite'))).toBe(true);
      expect(existsSync(join(root, 'purged.jsonl'))).toBe(false);
    } finally {
      await again.close();
    }
  });

  it('deletes nothing when the line cannot be written', async () => {
    const { folder, journal } = await make('kept', 1);
    await journal.close();
    mkdirSync(join(root, 'purged.jsonl'));
    const [row] = await rowsOf();
    if (row === undefined) throw new Error('no record');
    await expect(purgeRecord(root, row, wall, 'retention')).rejects.toThrow();
    expect(existsSync(join(folder, 'journal.sqlite'))).toBe(true);
  });
});
