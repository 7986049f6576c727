import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../protocol/event';
import { briefStudy } from '../../tests/briefStudy';
import { createSessions, type Sessions } from './createSessions.node';
import { openJournal } from './record/openJournal.node';
import { type BuiltRecordWorker, buildRecordWorker } from './record/testing/buildRecordWorker.node';
import { listStudies, type StudyEntry } from './study/listStudies.node';
import { makeFolder } from './study/testing/makeFolder.node';

const faults = mkdtempSync(join(tmpdir(), 'cubicle-faults-'));
/** While this file is there, the thread of a journal dies at its next write. */
const dies = join(faults, 'dies');
/** While this file is there, no write succeeds. */
const fails = join(faults, 'fails');

const inserting =
  'export function insertRows(driver: SqliteDriver, head: Head, rows: readonly WalledRow[], synced = true): Head {';

let worker: BuiltRecordWorker;
let shelf: string;
let brief: StudyEntry;
beforeAll(async () => {
  worker = await buildRecordWorker({
    source: 'insertRows.node.ts',
    text: inserting,
    instead: `import { existsSync } from 'node:fs';
      ${inserting}
        if (existsSync(${JSON.stringify(dies)})) process.exit(1);
        if (existsSync(${JSON.stringify(fails)})) throw new Error('disk I/O error');`,
  });
  shelf = await makeFolder({ 'brief/study.yaml': briefStudy });
  const [entry] = await listStudies([{ folder: shelf, bundled: false }]);
  if (!entry) throw new Error('no study');
  brief = entry;
});
afterAll(() => {
  worker.drop();
  for (const folder of [faults, shelf]) rmSync(folder, { recursive: true, force: true });
});

let dataDir: string;
let sessions: Sessions;
let told: (string | null)[];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'cubicle-sessions-'));
  told = [];
  const noGames = (): Promise<never> => Promise.reject(new Error('This study plays no games.'));
  const nothing = (): Promise<void> => Promise.resolve();
  sessions = createSessions({
    dataDir,
    workerFile: worker.workerFile,
    pool: { place: noGames, warm: nothing, close: nothing },
    bots: { load: nothing, infer: noGames, close: nothing },
    pace: 'realtime',
    seed: 1,
    appVersion: '0',
    log: () => undefined,
    sendView: () => undefined,
    sendFrame: () => undefined,
    changed: () => undefined,
    recordOpen: (folder) => told.push(folder),
  });
});
afterEach(async () => {
  for (const fault of [dies, fails]) rmSync(fault, { force: true });
  await sessions.put();
  rmSync(dataDir, { recursive: true, force: true });
});

const create = () => sessions.create(brief, { seed: 1, treatment: null });
const codeOf = (ack: { ok: boolean; error?: { code: string } }): string | undefined => ack.error?.code;
const current = () => {
  const open = sessions.current();
  if (!open) throw new Error('no session is open');
  return open;
};
const kinds = (): string[] => (sessions.current()?.troubles() ?? []).map(({ kind }) => kind);

/** A running session with one participant on its page. Gives its folder. */
async function begin(): Promise<string> {
  expect(await create()).toMatchObject({ ok: true });
  const { live } = current();
  await live.submit({ type: 'addSeat', participant: 'aaaaaaaa', tokenHash: 'h', station: 's' });
  await live.submit({ type: 'connectStation', seat: 'LAB01', station: 's' });
  expect(await live.submit({ type: 'startSession' })).toMatchObject({ ok: true });
  return live.folder;
}

const written = { type: 'recordOperator', by: 'console', action: 'room:open', about: {}, refusal: null } as const;

/** The thread of the open journal dies at a write that somebody waits for. */
async function die(): Promise<void> {
  writeFileSync(dies, '');
  const lost = await current().live.submit(written);
  expect(codeOf(lost)).toBe('record/notSaved');
  rmSync(dies);
  expect(kinds()).toEqual(['dead']);
}

async function eventsIn(folder: string): Promise<SessionEvent[]> {
  const file = join(folder, 'journal.sqlite');
  const journal = await openJournal({ file, create: false, readOnly: true, workerFile: worker.workerFile });
  try {
    return (await journal.events()).map(({ body }) => body);
  } finally {
    await journal.close();
  }
}

describe('a journal that dies', () => {
  it('at the first write makes no session, and hinders none', async () => {
    writeFileSync(dies, '');
    expect(codeOf(await create())).toBe('record/notSaved');
    expect(sessions.current()).toBeNull();
    expect(told).toEqual([expect.stringContaining(dataDir), null]);
    rmSync(dies);
    expect(await create()).toMatchObject({ ok: true });
  });

  it('under a session leaves that to be taken up again in the same process, and nothing else', async () => {
    const folder = await begin();
    const before = current().live.state();
    await die();
    expect(codeOf(await current().live.submit({ type: 'endSession', reason: '' }))).toBe('record/notSaved');
    expect(codeOf(await create())).toBe('session/open');
    expect(codeOf(await sessions.recover(join(dataDir, 'brief', 'another')))).toBe('session/open');
    expect(current().live.state()).toEqual(before);

    expect(await sessions.recover(folder)).toEqual({ ok: true });
    expect(kinds()).toEqual([]);
    expect(current().live.state()).toMatchObject({
      session: before?.session,
      phase: { phase: 'running' },
      participants: [{ seat: 'LAB01', connected: false, place: { at: 'scene', index: 0 } }],
    });
    expect(await current().live.submit({ type: 'connectStation', seat: 'LAB01', station: 's' })).toMatchObject({
      ok: true,
    });
    await sessions.put();
    const types = (await eventsIn(folder)).map(({ type }) => type);
    expect(types.slice(-2)).toEqual(['sessionRecovered', 'stationConnected']);
    expect(types).not.toContain('operatorActed');
  });

  it('is let go of all the same, and its session can be taken up', async () => {
    const folder = await begin();
    await die();
    await sessions.put();
    expect(sessions.current()).toBeNull();
    expect(existsSync(join(folder, 'journal.sqlite.owner'))).toBe(false);
    expect(await sessions.recover(folder)).toEqual({ ok: true });
  });

  it('while its session is taken up leaves none open, and the record as it was', async () => {
    const folder = await begin();
    await sessions.put();
    const before = await eventsIn(folder);
    writeFileSync(dies, '');
    expect(codeOf(await sessions.recover(folder))).toBe('record/notSaved');
    expect(sessions.current()).toBeNull();
    rmSync(dies);
    expect(await eventsIn(folder)).toEqual(before);
    expect(await sessions.recover(folder)).toEqual({ ok: true });
    expect(current().live.state()?.phase.phase).toBe('running');
  });
});

it('refuses to take up a session that it cannot decide about, and leaves none half open', async () => {
  const folder = await begin();
  await sessions.put();
  const file = join(folder, 'journal.sqlite');
  const journal = await openJournal({ file, create: false, workerFile: worker.workerFile });
  const formed = {
    type: 'gameFormed',
    atMs: 1e6,
    game: 'g',
    scene: 'gone',
    group: null,
    members: {},
    seed: 1,
  } as const;
  await journal.append([{ kind: 'event', atMs: 1e6, game: 'g', participant: null, seat: null, body: formed }], {
    durable: true,
  });
  await journal.close();
  expect(codeOf(await sessions.recover(folder))).toBe('session/failed');
  expect([sessions.current(), told.at(-1)]).toEqual([null, null]);
  expect(await create()).toMatchObject({ ok: true });
});

it('leaves a record that holds no session as it is, and to whoever wants it', async () => {
  const file = join(dataDir, 'journal.sqlite');
  await (await openJournal({ file, create: true, workerFile: worker.workerFile })).close();
  expect(codeOf(await sessions.recover(dataDir))).toBe('record/empty');
  expect([sessions.current(), existsSync(`${file}.owner`)]).toEqual([null, false]);
});

it('makes no session on a disk that fails, and one when it is back', async () => {
  writeFileSync(fails, '');
  expect(codeOf(await create())).toBe('record/notSaved');
  expect(sessions.current()).toBeNull();
  rmSync(fails);
  expect(await create()).toMatchObject({ ok: true });
});

it('shows a session on that had ended when its host died, and adds nothing to it but who is away', async () => {
  const folder = await begin();
  const { live } = current();
  await live.submit({ type: 'advanceScene', participant: 'aaaaaaaa', scene: 'welcome' });
  const last = live.view('LAB01');
  expect(last?.screen).toMatchObject({ kind: 'end', completionCode: expect.any(String) as string });
  await live.submit({ type: 'endSession', reason: 'operator' });
  const before = await live.journal.events();
  await die();

  expect(await sessions.recover(folder)).toEqual({ ok: true });
  expect(told.at(-1)).toBe(folder);
  expect(current().live.view('LAB01')).toEqual({ ...last, paused: false });
  const added = (await current().live.journal.events()).slice(before.length).map(({ body }) => body);
  expect(added).toMatchObject([{ type: 'stationDisconnected', seat: 'LAB01' }]);
  // And it hinders no new one.
  expect(await create()).toMatchObject({ ok: true });
  expect(current().live.folder).not.toBe(folder);
});
