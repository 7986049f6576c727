import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PurgeRow } from '../../../protocol/purge';
import { createRecordFolder } from './createRecordFolder.node';
import { finishPurges } from './finishPurges.node';
import { readSeal } from './journalSeal.node';
import { listRecords } from './listRecords.node';
import { openJournal } from './openJournal.node';
import { purgeRecord } from './purgeRecord.node';
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

const note = { wall, reason: 'retention' };
const rowOf = async (session: string): Promise<PurgeRow> => {
  const row = (await rowsOf()).find((one) => one.session === session);
  if (row === undefined) throw new Error(`no record ${session}`);
  return { ...row, copies: { there: [{ target: 'nas', name: row.record, verifiedAt: wall }], missing: [] } };
};

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
    const row = await rowOf('gone');
    await purgeRecord(root, row, note);
    expect(readdirSync(join(root, 'volley'))).toEqual([stays.folder.split(/[\\/]/).at(-1)]);
    expect(audit()).toEqual([
      {
        record: row.record,
        study: 'volley',
        session: 'gone',
        startedAt: row.startedAt,
        state: 'ended',
        journal: { rows: seal?.rows, lastHash: seal?.lastHash },
        copies: [{ target: 'nas', name: row.record, verifiedAt: wall }],
        purgedAt: wall,
        reason: 'retention',
      },
    ]);
    expect(seal?.lastHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('deletes an encrypted record, and with a plain one the encrypted file beside it', async () => {
    const { folder, journal } = await make('both', 1);
    await journal.close();
    const { folder: locked, journal: other } = await make('locked', 2);
    await other.close();
    for (const each of [folder, locked]) writeFileSync(`${each}.tar.gz.age`, 'not to be read');
    rmSync(locked, { recursive: true });
    const row = await rowOf('locked');
    expect(row).toMatchObject({ state: 'locked', record: expect.stringMatching(/\.tar\.gz\.age$/) as unknown });
    await purgeRecord(root, row, note);
    await purgeRecord(root, await rowOf('both'), note);
    expect(readdirSync(join(root, 'volley'))).toEqual([]);
    const sha256 = createHash('sha256').update('not to be read').digest('hex');
    expect(audit()).toMatchObject([
      { record: row.record, state: 'locked', encrypted: { sha256 }, copies: [{ target: 'nas' }] },
      { session: 'both', state: 'ended', journal: { rows: sampleSession().length } },
    ]);
  });

  it.each([
    ['the plain one stood still', '.tar.gz.age'],
    ['the encrypted file stood still', ''],
  ])('is finished also when %s as it was killed', async (_, movedEnding) => {
    const { folder, journal } = await make('both', 1);
    await journal.close();
    const { record } = await rowOf('both');
    writeFileSync(`${folder}.tar.gz.age`, 'not to be read');
    writeFileSync(join(root, 'purged.jsonl'), `${JSON.stringify({ record, purgedAt: wall })}\n`);
    renameSync(`${folder}${movedEnding}`, join(root, record.replace('/', '/.purging-')) + movedEnding);
    expect(await finishPurges(root, wall)).toEqual([`${record}: its deletion had been broken off, and is finished.`]);
    expect(readdirSync(join(root, 'volley'))).toEqual([]);
    expect(await finishPurges(root, wall)).toEqual([]);
    expect(audit()).toHaveLength(1);
  });

  it('leaves one alone that is taken up between the list and the deletion', async () => {
    const { folder, journal } = await make('again', 1);
    await journal.close();
    const row = await rowOf('again');
    const again = await openJournal({
      file: join(folder, 'journal.sqlite'),
      create: false,
      workerFile: built.workerFile,
    });
    try {
      await expect(purgeRecord(root, row, note)).rejects.toThrow('is being written');
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
    await expect(purgeRecord(root, await rowOf('kept'), note)).rejects.toThrow();
    expect(existsSync(join(folder, 'journal.sqlite'))).toBe(true);
    // It can be taken up as before.
    await (
      await openJournal({ file: join(folder, 'journal.sqlite'), create: false, workerFile: built.workerFile })
    ).close();
  });

  it('is finished at the next start when it was killed after the record was moved out of sight', async () => {
    for (const session of ['gone', 'stays']) await (await make(session, 1)).journal.close();
    const [gone, stays] = [await rowOf('gone'), await rowOf('stays')];
    await purgeRecord(root, gone, note);
    // As the kill left them: one that was on its way out, and one that nobody asked to delete.
    const doomed = join(root, gone.record.replace('/', '/.purging-'));
    mkdirSync(join(doomed, 'study'), { recursive: true });
    writeFileSync(join(doomed, 'journal.sqlite'), 'half of it');
    const unknown = join(root, 'volley', '.purging-2024-06-09_1200_other');
    mkdirSync(unknown);
    expect(await finishPurges(root, wall)).toEqual([expect.stringContaining(gone.record)]);
    expect(existsSync(doomed)).toBe(false);
    expect(existsSync(unknown)).toBe(true);
    expect(existsSync(join(root, stays.record, 'journal.sqlite'))).toBe(true);
    expect(await finishPurges(root, wall)).toEqual([]);
    expect(audit()).toHaveLength(1);
  });

  it('says that nothing was deleted when it was killed before anything was moved', async () => {
    await (await make('kept', 1)).journal.close();
    const { record } = await rowOf('kept');
    // The next line after one that a power cut tore off is whole.
    writeFileSync(join(root, 'purged.jsonl'), `${JSON.stringify({ record, purgedAt: wall })}\n{"record":"volley/to`);
    expect(await finishPurges(root, wall)).toEqual([expect.stringContaining('nothing was deleted')]);
    expect(existsSync(join(root, record, 'journal.sqlite'))).toBe(true);
    const last = readFileSync(join(root, 'purged.jsonl'), 'utf8').trimEnd().split('\n').at(-1) ?? '';
    expect(JSON.parse(last)).toMatchObject({
      record,
      undone: expect.stringContaining('nothing was deleted') as unknown,
    });
    expect(await finishPurges(root, wall)).toEqual([]);
  });
});
