import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from 'node-sqlite3-wasm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { JournalRow } from '../../../protocol/journal';
import { openJournal } from './openJournal.node';
import { type BuiltRecordWorker, buildRecordWorker } from './testing/buildRecordWorker.node';
import { created, sampleSession, sampleTick } from './testing/sampleSession';
import type { RerunEpisode, VerifyDeps, VerifyReport } from './VerifyReport';
import { verifyRecord } from './verifyRecord.node';

let built: BuiltRecordWorker;
let record: string;
let rerun: VerifyDeps['rerun'];
let reran: RerunEpisode[];

beforeAll(async () => {
  built = await buildRecordWorker();
});
afterAll(() => built.drop());
beforeEach(() => {
  record = mkdtempSync(join(tmpdir(), 'verify-'));
  mkdirSync(join(record, 'study'));
  reran = [];
  // Plays as the sample was recorded: a hash in every second tick, named after episode and tick.
  rerun = async (episode) => {
    reran.push(episode);
    return new Map(episode.actions.map((_, index) => [index + 1, `hash${episode.episode}.${index + 1}`]));
  };
});
afterEach(() => rmSync(record, { recursive: true, force: true }));

async function write(rows: JournalRow[]): Promise<void> {
  const journal = await openJournal({
    file: join(record, 'journal.sqlite'),
    create: true,
    workerFile: built.workerFile,
  });
  await journal.append(rows, { durable: true });
  await journal.close();
}
const studyHash = created.type === 'sessionCreated' ? created.studyHash : '';
const verify = (hashStudy = async (): Promise<string> => studyHash): Promise<VerifyReport> =>
  verifyRecord(record, { workerFile: built.workerFile, rerun: (episode) => rerun(episode), hashStudy });

/** Changes the journal as someone would who knows SQL, and repairs nothing after. */
function tamper(sql: string): void {
  const database = new Database(join(record, 'journal.sqlite'));
  database.exec(`DROP TRIGGER journal_keeps_values; DROP TRIGGER journal_keeps_rows; ${sql}`);
  database.close();
}

it('finds nothing in a whole record, having looked at everything, and changes no byte of it', async () => {
  await write(sampleSession());
  const bytes = (): string[] =>
    readdirSync(record)
      .filter((name) => name !== 'study')
      .map((name) => `${name} ${readFileSync(join(record, name)).toString('base64')}`);
  const before = bytes();
  expect(await verify()).toEqual({
    ok: true,
    findings: [],
    checked: { rows: sampleSession().length, games: 1, episodes: 2, ticks: 8, hashes: 4 },
  });
  expect(bytes()).toEqual(before);
  expect(reran[0]).toMatchObject({
    game: 'play.LAB01',
    episode: 0,
    seed: 12,
    studyFolder: join(record, 'study'),
    environment: { class: 'Count' },
    tickHz: 30,
    hashEvery: 2,
    actions: [1, 0, 1, 0].map((left) => ({ left, right: 0 })),
  });
});

it('names game, episode and tick of the first state that is different', async () => {
  await write(sampleSession());
  rerun = async ({ episode }) =>
    new Map([
      [2, `hash${episode}.2`],
      [4, episode === 1 ? 'other' : `hash${episode}.4`],
    ]);
  const { ok, findings } = await verify();
  expect(ok).toBe(false);
  expect(findings).toEqual([
    expect.objectContaining({ code: 'hash/different', game: 'play.LAB01', episode: 1, tick: 4 }),
  ]);
});

it('does not let a hash pass that was not played again', async () => {
  await write(sampleSession());
  rerun = async ({ episode }) => new Map([[2, `hash${episode}.2`]]);
  expect((await verify()).findings.map((finding) => finding.tick)).toEqual([4, 4]);
});

it('says which episode cannot be played again, and goes on with the others', async () => {
  await write(sampleSession());
  const good = rerun;
  rerun = (episode) =>
    episode.episode === 0 ? Promise.reject(new Error('env.py:3: no module named count')) : good(episode);
  const { findings, checked } = await verify();
  expect(findings).toEqual([
    expect.objectContaining({
      code: 'game/notRepeatable',
      episode: 0,
      message: expect.stringContaining('env.py:3') as string,
    }),
  ]);
  expect(checked).toMatchObject({ episodes: 2, hashes: 2 });
});

it('finds a changed action by the chain', async () => {
  await write(sampleSession());
  tamper(`UPDATE journal SET body = replace(body, '"left":1', '"left":5') WHERE kind = 'tick'`);
  const { ok, findings } = await verify();
  expect(ok).toBe(false);
  expect(findings.map((finding) => finding.code)).toContain('journal/damaged');
});

it('finds a cut-off end by the seal', async () => {
  await write(sampleSession());
  tamper('DELETE FROM journal WHERE seq > 30');
  expect((await verify()).findings.map((finding) => finding.code)).toContain('journal/cut');
});

it('finds ticks that were never written', async () => {
  await write(sampleSession().filter((row) => row.kind !== 'tick' || row.body.episode !== 1 || row.body.tick !== 3));
  const { findings } = await verify();
  expect(findings).toEqual([expect.objectContaining({ code: 'ticks/missing', episode: 1, tick: 3 })]);
  expect(reran.map((episode) => episode.episode)).toEqual([0]);
});

it('finds an episode that is shorter or longer than its end says', async () => {
  const rows = sampleSession();
  const end = rows.findIndex((row) => row.kind === 'event' && row.body.type === 'gameFinished');
  rows.splice(end, 0, sampleTick(1, 5));
  await write(rows);
  expect((await verify()).findings).toEqual([expect.objectContaining({ code: 'ticks/missing', episode: 1, tick: 5 })]);
});

it('finds a study that is not the one that was run, or not there', async () => {
  await write(sampleSession());
  expect((await verify(async () => 'd'.repeat(64))).findings.map((finding) => finding.code)).toEqual(['study/changed']);
  rmSync(join(record, 'study'), { recursive: true });
  expect((await verify()).findings.map((finding) => finding.code)).toEqual(['study/changed']);
});

it('only notes that a session did not end', async () => {
  const rows = sampleSession();
  const end = rows.findIndex((row) => row.kind === 'event' && row.body.type === 'sessionEnded');
  await write(rows.slice(0, end));
  expect(await verify()).toMatchObject({ ok: true, findings: [{ level: 'note', code: 'session/notEnded' }] });
});

it('says of a record that is being written only that it is, and nothing against it', async () => {
  const file = join(record, 'journal.sqlite');
  const journal = await openJournal({ file, create: true, workerFile: built.workerFile });
  try {
    expect(await verify()).toMatchObject({ ok: false, findings: [{ code: 'journal/inUse' }], checked: { rows: 0 } });
  } finally {
    await journal.close();
  }
});

it.each([
  ['that is not there', null],
  ['that is no journal', 'x'.repeat(4096)],
])('reports a journal %s, and does not throw', async (_, content) => {
  if (content !== null) writeFileSync(join(record, 'journal.sqlite'), content);
  expect((await verify()).findings).toEqual([
    expect.objectContaining({ level: 'problem', code: 'journal/unreadable' }),
  ]);
});
