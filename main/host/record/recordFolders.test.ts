import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JournalRow } from '../../../protocol/journal';
import { createRecordFolder } from './createRecordFolder.node';
import { findSyncedPart } from './findSyncedPart';
import { listRecords } from './listRecords.node';
import { type JournalFile, openJournal } from './openJournal.node';
import { schemaVersion } from './migrateJournal.node';
import { readManifest, writeManifest } from './recordManifest.node';
import { type BuiltRecordWorker, buildRecordWorker } from './testing/buildRecordWorker.node';
import { sampleSession } from './testing/sampleSession';

let built: BuiltRecordWorker;
let root: string;
beforeAll(async () => {
  built = await buildRecordWorker();
});
afterAll(() => built.drop());
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'records-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const wallMs = new Date(2026, 2, 14, 9, 26, 53).getTime();
const make = (session: string, at = wallMs): Promise<{ folder: string }> =>
  createRecordFolder({ root: join(root, 'data'), study: 'volley', session, wallMs: at });

describe('createRecordFolder', () => {
  it('names the folder after study, time and session, for this user only', async () => {
    const { folder } = await make('abcd2345');
    expect(folder).toBe(join(root, 'data', 'volley', '2026-03-14_0926_abcd2345'));
    for (const path of [folder, join(folder, 'logs'), join(root, 'data')])
      expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  it('never uses a folder again', async () => {
    const folders = await Promise.all([make('abcd2345'), make('abcd2345'), make('abcd2345')]);
    expect(folders.map(({ folder }) => folder.split('2345')[1]).sort()).toEqual(['', '_run2', '_run3']);
  });

  it('says in words which folder cannot be written and what to do', async () => {
    writeFileSync(join(root, 'data'), 'a file');
    await expect(make('abcd2345')).rejects.toMatchObject({
      code: 'record/notWritable',
      message: expect.stringMatching(/data.*choose another with --data/s) as string,
    });
  });

  it('refuses a folder that a sync program watches, naming it', async () => {
    const synced = createRecordFolder({ root: join(root, 'OneDrive - Uni', 'x'), study: 'v', session: 's', wallMs });
    await expect(synced).rejects.toMatchObject({ message: expect.stringContaining('OneDrive - Uni') as string });
    expect(existsSync(join(root, 'OneDrive - Uni'))).toBe(false);
    expect(findSyncedPart('C:\\Users\\lab\\Dropbox\\x')).toBe('Dropbox');
    expect(findSyncedPart('/home/lab/dropboxes/Cubicle')).toBeNull();
  });
});

describe('writeManifest', () => {
  it('can be read back, also after it was written again', async () => {
    const { folder } = await make('abcd2345');
    expect(await readManifest(folder)).toBeNull();
    const study = { name: 'volley', title: 'V', version: '1', hash: 'h' };
    for (const appVersion of ['0.1.0', '0.2.0']) {
      await writeManifest(folder, {
        appVersion,
        session: 'abcd2345',
        startedAt: '2026-03-14T09:26:53.000+01:00',
        study,
      });
      expect(await readManifest(folder)).toMatchObject({ cubicle: 'record', schemaVersion, appVersion, study });
    }
  });
});

describe('listRecords', () => {
  const list = (open: { folder: string; ended: boolean } | null = null): ReturnType<typeof listRecords> =>
    listRecords({ root: join(root, 'data'), open, workerFile: built.workerFile });
  async function record(
    session: string,
    rows: JournalRow[],
    at = wallMs,
  ): Promise<{ folder: string; journal: JournalFile }> {
    const { folder } = await make(session, at);
    const journal = await openJournal({
      file: join(folder, 'journal.sqlite'),
      create: true,
      workerFile: built.workerFile,
    });
    await journal.append(rows, { durable: true });
    return { folder, journal };
  }

  const unfinished = sampleSession().filter(({ body }) => !('type' in body) || body.type !== 'sessionEnded');

  it('tells by reading which sessions ended, were broken off, or are being written', async () => {
    const ended = await record('ended222', sampleSession());
    const broken = await record('broken22', unfinished, wallMs + 60_000);
    const running = await record('running2', unfinished, wallMs + 120_000);
    await ended.journal.close();
    await broken.journal.close();
    expect((await list()).map((row) => [row.session, row.state])).toEqual([
      ['running2', 'running'],
      ['broken22', 'interrupted'],
      ['ended222', 'ended'],
    ]);
    await running.journal.close();
    const { folder } = running;
    expect((await list({ folder, ended: false }))[0]).toMatchObject({ state: 'running' });
    expect((await list({ folder, ended: true }))[0]).toMatchObject({ state: 'ended' });
    expect((await list())[0]).toMatchObject({
      state: 'interrupted',
      participants: 2,
      record: 'volley/2026-03-14_0928_running2',
    });
  });

  it('tells the same to all who ask at the same time', async () => {
    const { journal } = await record('broken22', unfinished);
    await journal.close();
    const answers = await Promise.all([list(), list(), list(), list()]);
    expect(answers.flat().map(({ state, problem }) => [state, problem])).toEqual(
      answers.map(() => ['interrupted', null]),
    );
  });

  it('knows that a session ended although its host died before it could say so', async () => {
    const { folder, journal } = await record('ended222', sampleSession());
    await journal.close();
    rmSync(join(folder, 'journal.sqlite.seal.json'));
    expect((await list())[0]).toMatchObject({ state: 'ended' });
  });

  it('does not offer to take up what holds no session', async () => {
    const { journal } = await record('nosess22', []);
    await journal.close();
    expect((await list())[0]).toMatchObject({
      state: 'damaged',
      problem: expect.stringContaining('no session') as string,
    });
  });

  it('lists nothing that is no record, and nothing at all where nothing is', async () => {
    expect(await list()).toEqual([]);
    mkdirSync(join(root, 'data', 'volley', 'my notes'), { recursive: true });
    mkdirSync(join(root, 'data', 'volley', '2026-03-14_0926_nojourna'));
    mkdirSync(join(root, 'data', '.downloads'));
    expect(await list()).toEqual([]);
  });

  it('lists what is there as an encrypted file only, and never takes its name again', async () => {
    const { folder } = await make('locked22');
    writeFileSync(`${folder}.tar.gz.age`, 'age');
    writeFileSync(join(root, 'data', 'volley', 'backup.tar.gz.age'), 'no record of ours');
    writeFileSync(join(folder, 'journal.sqlite'), '');
    expect((await list()).map(({ state }) => state)).toEqual(['damaged']);
    rmSync(folder, { recursive: true });
    expect(await list()).toMatchObject([
      {
        record: 'volley/2026-03-14_0926_locked22.tar.gz.age',
        session: 'locked22',
        startedAt: '2026-03-14T09:26',
        state: 'locked',
        folder: `${folder}.tar.gz.age`,
      },
    ]);
    expect((await make('locked22')).folder).toBe(`${folder}_run2`);
  });

  it('names what is the matter with a record that cannot be gone on with', async () => {
    const { folder } = await make('damaged2');
    const file = join(folder, 'journal.sqlite');
    writeFileSync(file, 'x'.repeat(4096));
    expect((await list())[0]).toMatchObject({
      state: 'damaged',
      problem: expect.stringContaining('another kind of file') as string,
    });
    writeFileSync(file, '');
    expect((await list())[0]).toMatchObject({ problem: 'The journal is empty: it has 0 bytes.' });
  });
});
