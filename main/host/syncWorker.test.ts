import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildSyncWorker, type BuiltSync } from '../../tests/sync/buildSyncWorker';
import { createDataFolder, type DataFolder } from '../../tests/sync/createDataFolder';
import { expectCopy } from '../../tests/sync/expectCopy';
import { readFolder } from '../../tests/sync/readFolder';
import { startSync, type TestSync } from '../../tests/sync/startSync';
import type { SyncTarget } from '../../protocol/sync';
import { openJournal } from './record/openJournal.node';
import { sampleTick } from './record/testing/sampleSession';

let built: BuiltSync;
let data: DataFolder;
let far: string;
let sync: TestSync;
const open: TestSync[] = [];

beforeAll(async () => {
  built = await buildSyncWorker();
});
afterAll(() => built.drop());
beforeEach(() => {
  data = createDataFolder(built.recordFile);
  far = mkdtempSync(join(tmpdir(), 'cubicle-far-'));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
  data.drop();
  rmSync(far, { recursive: true, force: true });
});
const start = async (...rest: [Parameters<typeof startSync>[2]?]): Promise<void> => {
  sync = await startSync(data.dataDir, built.syncFile, ...rest);
  open.push(sync);
};
const target = (more: Partial<SyncTarget> = {}): SyncTarget => ({
  name: 'nas',
  settings: { kind: 'folder', path: far },
  runningEveryMin: 0,
  ...more,
});
const keep = (more: Partial<SyncTarget> = {}) =>
  sync.ask({ do: 'keepTarget', target: target(more), secret: null, sealed: null });

describe('the sync worker', () => {
  it('brings every ended record over, byte for byte, and remembers it', async () => {
    const records = [await data.addRecord('aaaa2345', 40), await data.addRecord('bbbb2345')];
    await start();
    sync.showRecords(records);
    expect(await keep()).toEqual({ ok: true });
    await sync.allThere(2);
    for (const record of records) expectCopy(readFolder(join(far, record.record)), await data.contentOf(record));
    expect(readFolder(join(far, '.cubicle-partial')).size).toBe(0);
    await sync.close();
    open.pop();

    // Another start, the same state: nothing is sent again, also where the copy was taken away.
    rmSync(join(far, 'sample'), { recursive: true });
    await start();
    sync.showRecords(records);
    await sync.ask({ do: 'syncNow' });
    await sync.allThere(2);
    expect(existsSync(join(far, 'sample'))).toBe(false);
  });

  it('leaves what is there alone, and sends under another name', async () => {
    const record = await data.addRecord('aaaa2345');
    mkdirSync(join(far, record.record), { recursive: true });
    writeFileSync(join(far, record.record, 'journal.sqlite'), 'of another machine');
    await start();
    sync.showRecords([record]);
    await keep();
    await sync.allThere(1);
    expect(readFileSync(join(far, record.record, 'journal.sqlite'), 'utf8')).toBe('of another machine');
    expect(sync.row(record.record)?.name).toBe(`${record.record}_copy2`);
    expectCopy(readFolder(join(far, `${record.record}_copy2`)), await data.contentOf(record));
    expect(sync.notices).toHaveLength(1);
  });

  it('says once that the folder is gone, and goes on when it is back', async () => {
    const record = await data.addRecord('aaaa2345');
    await start();
    await keep();
    rmSync(far, { recursive: true });
    sync.showRecords([record]);
    await expect.poll(() => sync.target()?.problem?.code, { timeout: 30_000 }).toBe('sync/noFolder');
    expect(existsSync(far)).toBe(false);
    await sync.ask({ do: 'syncNow' });
    expect(sync.notices).toHaveLength(1);
    mkdirSync(far);
    await sync.ask({ do: 'syncNow' });
    await sync.allThere(1);
    expect(sync.target()?.problem).toBeNull();
  });

  it('refuses a folder that is not there, not whole, or inside of the records', async () => {
    await start();
    const refusal = async (path: string) => {
      const ack = await sync.ask({
        do: 'testTarget',
        target: target({ settings: { kind: 'folder', path } }),
        secret: null,
      });
      return ack.ok ? 'ok' : ack.error.code;
    };
    expect(await refusal(far)).toBe('ok');
    expect(readFolder(far).size).toBe(0);
    expect(await refusal(join(far, 'nowhere'))).toBe('sync/noFolder');
    expect(await refusal('here')).toBe('sync/noFolder');
    expect(await refusal(join(data.dataDir, 'copies'))).toBe('sync/inside');
    expect(await refusal(data.dataDir)).toBe('sync/inside');
  });

  it('leaves out a record it cannot read and says so', async () => {
    const bad = await data.addRecord('aaaa2345');
    const good = await data.addRecord('bbbb2345');
    rmSync(bad.folder, { recursive: true });
    await start();
    sync.showRecords([bad, good]);
    await keep();
    await sync.allThere(1);
    await expect.poll(() => sync.row(bad.record)?.phase, { timeout: 30_000 }).toBe('failed');
    expect(sync.row(bad.record)?.problem?.code).toBe('sync/unreadable');
  });

  it('copies a running session through its own worker, while it is written, and lets the whole record take its place', async () => {
    const { record, journal } = await data.openRecord('aaaa2345');
    await start((_record, afterSeq, limit) => journal.rawRows(afterSeq, limit));
    sync.showRecords([record]);
    await keep({ runningEveryMin: 1 });
    for (let tick = 1; tick <= 300; tick++) await journal.append([sampleTick(7, tick)], { durable: false });
    await sync.allThere(1);
    const copies = [...readFolder(join(far, record.record)).keys()];
    expect(copies).toEqual([expect.stringMatching(/^running-\d{9}\.sqlite$/)]);
    const copy = await openJournal({
      file: join(far, record.record, copies[0] ?? ''),
      create: false,
      readOnly: true,
      workerFile: built.recordFile,
    });
    const check = await copy.check();
    await copy.close();
    expect(check.damage).toEqual([]);
    expect(check.rows).toBeGreaterThanOrEqual(record.liveRows ?? Infinity);
    await journal.close();
    const whole = { ...record, state: 'ended' as const, liveRows: null };
    sync.showRecords([whole]);
    await expect.poll(() => sync.row(record.record)?.running, { timeout: 30_000 }).toBe(false);
    await sync.allThere(1);
    expectCopy(readFolder(join(far, record.record)), await data.contentOf(whole));
  });

  it('keeps nothing of a record that was deleted, also not what it had copied to send it', async () => {
    const { record, journal } = await data.openRecord('aaaa2345');
    await start((_record, afterSeq, limit) => journal.rawRows(afterSeq, limit));
    sync.showRecords([record]);
    await keep({ runningEveryMin: 1 });
    await sync.allThere(1);
    expect(readFolder(join(data.dataDir, '.sync')).size).toBeGreaterThan(0);
    await journal.close();
    sync.showRecords([]);
    await expect.poll(() => readFolder(join(data.dataDir, '.sync')).size, { timeout: 30_000 }).toBe(0);
  });

  it('forgets nothing at a start that comes before the list of records', async () => {
    const record = await data.addRecord('aaaa2345');
    await start();
    await keep();
    rmSync(far, { recursive: true });
    sync.showRecords([record]);
    await expect.poll(() => sync.target()?.problem?.code, { timeout: 30_000 }).toBe('sync/noFolder');
    await sync.close();
    open.pop();
    await start();
    await expect.poll(() => sync.row(record.record)?.phase, { timeout: 30_000 }).toBe('waiting');
    mkdirSync(far);
    sync.showRecords([record]);
    await sync.ask({ do: 'syncNow' });
    await sync.allThere(1);
  });

  it('waits for the last rows of a session that has ended, and is not put away yet', async () => {
    const { record, journal } = await data.openRecord('aaaa2345');
    const before = await data.addRecord('bbbb2345');
    await start((_record, afterSeq, limit) => journal.rawRows(afterSeq, limit));
    sync.showRecords([{ ...record, state: 'ended' }, before]);
    await keep();
    await sync.allThere(1);
    expect(readFolder(join(far, record.record)).size).toBe(0);
    await journal.append([sampleTick(7, 1)], { durable: true });
    await journal.close();
    const whole = { ...record, state: 'ended' as const, liveRows: null };
    sync.showRecords([whole, before]);
    await sync.allThere(2);
    expectCopy(readFolder(join(far, record.record)), await data.contentOf(whole));
  });

  it('keeps one sender for one folder of records', async () => {
    await start();
    await keep();
    await expect(startSync(data.dataDir, built.syncFile)).rejects.toThrow('Another Cubicle');
    expect(statSync(join(data.dataDir, 'sync.sqlite')).mode & 0o077).toBe(0);
  });
});
