import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ConsoleEnd, openConsole } from '../../main/cli/openConsole.node';
import { findFreePort } from '../../main/cli/findFreePort.node';
import { createOwnedFolder } from '../../main/host/record/ownedFolder.node';
import { sampleSession, sampleTick } from '../../main/host/record/testing/sampleSession';
import type { JournalRow } from '../../protocol/journal';
import type { ConsolePayload } from '../../protocol/message';
import { type StartedHost, startHost } from '../faults/startHost';
import { makeRecord } from './makeRecord';
import { runCubicle } from './runCubicle';

/** As long as an export of it takes a while. */
const LONG_TICKS = 20_000;

function sessionOf(code: string, ticks = 0): JournalRow[] {
  const rows = sampleSession().map((row): JournalRow => {
    if (row.kind !== 'event' || row.body.type !== 'sessionCreated') return row;
    return { ...row, body: { ...row.body, session: code } };
  });
  return [...rows, ...Array.from({ length: ticks }, (_, nth) => sampleTick(1, 100 + nth))];
}

const passphrase = 'correct horse battery';
const program = fileURLToPath(new URL('../../dist/cli/cubicle.cjs', import.meta.url));
let root: string;
let host: StartedHost;
let operator: ConsoleEnd;
const records: Record<'plain' | 'locked' | 'damaged' | 'long', string> = {
  plain: '',
  locked: '',
  damaged: '',
  long: '',
};
let living: { folder: string; drop(): void };
let dead: string;
let doomed: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'cubicle-console-records-'));
  records.plain = await makeRecord(root, 'PLAN2345', sessionOf('plan2345'));
  records.locked = await makeRecord(root, 'LOCK2345');
  records.damaged = await makeRecord(root, 'DAMG2345');
  records.long = await makeRecord(root, 'LANG2345', sessionOf('lang2345', LONG_TICKS));
  expect(await runCubicle(['encrypt', records.locked], { CUBICLE_PASSPHRASE: passphrase })).toMatchObject({
    exitCode: 0,
  });
  truncateSync(join(records.damaged, 'journal.sqlite'), 6000);
  const study = dirname(records.plain);
  // What kills left: of a salvage, and of a purge. And a salvage that somebody is at.
  living = createOwnedFolder(study, '.salvage-');
  dead = createOwnedFolder(study, '.salvage-').folder;
  const mark = join(dead, 'owner.json');
  writeFileSync(mark, readFileSync(mark, 'utf8').replace(/"born":("[^"]*"|null)/, '"born":"a process that is gone"'));
  doomed = join(study, '.purging-2026-03-01_0926_GNEE2345');
  mkdirSync(doomed);
  const gone = { record: 'volley/2026-03-01_0926_GNEE2345', purgedAt: '2026-03-14T09:26:53.000+01:00' };
  writeFileSync(join(root, 'purged.jsonl'), `${JSON.stringify(gone)}\n`);
  host = await startHost({ dataDir: root, port: await findFreePort() }).ready;
  operator = await openConsole(host);
}, 120_000);
afterAll(async () => {
  operator.close();
  expect(await host.stop(), host.output()).toBe(0);
  living.drop();
  rmSync(root, { recursive: true, force: true });
});

const named = (folder: string): string => `volley/${basename(folder)}`;
const wordsOf = (ack: { ok: true } | { ok: false; error: { code: string; message: string } }): string =>
  ack.ok ? '' : `${ack.error.code} ${ack.error.message}`;

it('a host that starts removes what killed work left half made, and nothing that somebody is at', async () => {
  await expect.poll(() => existsSync(doomed), { timeout: 20_000 }).toBe(false);
  expect(existsSync(dead)).toBe(false);
  expect(existsSync(living.folder)).toBe(true);
});

it('a record that is encrypted or damaged is not replayed, and it is said what to do', async () => {
  const open = async (record: string): Promise<string> => wordsOf(await operator.request('replay:open', { record }));
  expect(await open(`${named(records.locked)}.tar.gz.age`)).toMatch(/^record\/locked .*Decrypt it first/);
  expect(await open(named(records.damaged))).toMatch(/^record\/damaged .*Salvage… beside it/);
  expect(await open('volley/never')).toMatch(/^record\/unknown /);
  expect(await open(named(records.plain))).toBe('');
});

it('an export that is cancelled from the console or by Ctrl+C leaves nothing behind', async () => {
  const out = join(root, 'out');
  mkdirSync(out);
  const record = named(records.long);
  const request: ConsolePayload<'record:export'> = {
    record,
    target: join(out, 'console'),
    container: 'folder',
    layout: 'cubicle',
    formats: ['csv', 'jsonl', 'parquet'],
    tables: ['ticks'],
    bom: false,
  };
  const asked = operator.request('record:export', request, 60_000);
  await expect.poll(() => readdirSync(out), { timeout: 60_000, interval: 5 }).not.toEqual([]);
  expect(wordsOf(await operator.request('record:cancelExport', { record }))).toBe('');
  expect(wordsOf(await asked)).toMatch(/cancelled/);
  expect(readdirSync(out)).toEqual([]);

  const args = ['export', records.long, records.plain, '--out', join(out, 'cli'), '--format', 'csv,jsonl,parquet'];
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (piece: Buffer) => (said += piece.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  await expect.poll(() => readdirSync(out), { timeout: 60_000, interval: 5 }).not.toEqual([]);
  child.kill('SIGINT');
  expect(await ended, said).not.toBe(0);
  expect(said).toMatch(/cancelled/);
  expect(readdirSync(out)).toEqual([]);
});

it('a purge from the console deletes an encrypted record too, and leaves a line about each', async () => {
  const choice = { which: { before: '2030-01-01' }, interrupted: false, uncopied: true };
  const planned = await operator.request('record:planPurge', choice);
  if (!planned.ok) throw new Error(wordsOf(planned));
  const goes = planned.plan.purge.map(({ record }) => record).sort();
  expect(goes).toEqual([`${named(records.locked)}.tar.gz.age`, named(records.long), named(records.plain)].sort());
  expect(planned.plan.keep).toMatchObject([{ record: named(records.damaged) }]);
  const done = await operator.request('record:purge', { choice, records: goes, reason: 'retention' }, 60_000);
  expect(done).toMatchObject({ ok: true, failed: [] });
  const study = dirname(records.plain);
  expect(readdirSync(study).sort()).toEqual([basename(living.folder), basename(records.damaged)].sort());
  const lines = readFileSync(join(root, 'purged.jsonl'), 'utf8').trimEnd().split('\n').slice(1);
  expect(lines.map((line) => (JSON.parse(line) as { record: string }).record).sort()).toEqual(goes);
});
