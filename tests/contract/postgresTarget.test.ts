import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPostgresTarget } from '../../main/host/sync/openPostgresTarget.node';
import { SendError } from '../../main/host/sync/SendError';
import type { Outgoing, OutgoingRow, Target } from '../../main/host/sync/Target';
import { openJournal } from '../../main/host/record/openJournal.node';
import { noDisk } from '../faults/createDisk';
import { buildSyncWorker } from '../sync/buildSyncWorker';
import { createDataFolder } from '../sync/createDataFolder';
import { createFaultProxy, type FaultProxy } from '../sync/createFaultProxy';
import { noPostgres, secret, startPostgres, type TestServer } from '../sync/startServers';
import { startSync } from '../sync/startSync';

/** A busy machine is no silent one. */
const patientMs = 60_000;
const stallMs = 1500;
const quiet = (): void => undefined;
const bodies: Record<string, (seq: number) => object> = {
  event: (seq) =>
    seq === 1
      ? { type: 'sessionCreated', session: 'abcd2345', study: { name: 'sample', version: '1.0' } }
      : { type: 'answersSubmitted', scene: 'form', answers: { age: 30 + seq, essay: 'nul \u0000 "quoted" ö 🎉' } },
  tick: (seq) => ({
    episode: 0,
    tick: seq,
    actions: { left: 1, right: null },
    rewards: { left: 0.1 },
    terminations: { left: false },
    truncations: {},
    policies: {},
    lateMs: 0.25,
    stepMs: 1e-7,
    hash: seq % 10 === 0 ? 'ff' : null,
  }),
  input: (seq) => ({
    episode: 0,
    agent: 'left',
    seq,
    code: 'KeyA',
    down: true,
    held: ['KeyA'],
    tStationMs: seq / 3,
    tHostMs: seq / 7,
    action: 2,
    fate: 'applied',
    tick: null,
  }),
  clock: () => ({ offsetMs: -15234.4, errorMs: 0.5, rttMs: 1 }),
  later: () => ({ anything: true }),
};
const kinds = Object.keys(bodies);
const rowOf = (seq: number, salt: string): OutgoingRow => {
  const kind = kinds[(seq - 1) % kinds.length] ?? 'event';
  return {
    seq,
    kind,
    atMs: seq / 3,
    wall: '2026-03-14T09:26:00.123+01:00',
    game: kind === 'tick' ? 'g' : null,
    participant: null,
    seat: 'LAB01',
    body: JSON.stringify(bodies[kind]?.(seq)),
    hash: `${salt}${seq}`,
  };
};
const outgoingOf = (record: string, count: number, more: Partial<Outgoing> & { salt?: string } = {}): Outgoing => ({
  record,
  name: record,
  running: false,
  replaces: [],
  copyBegun: quiet,
  files: () => Promise.reject(new Error('these are rows only')),
  journal: () => {
    const rows = Array.from({ length: count }, (_none, index) => rowOf(index + 1, more.salt ?? 'h'));
    return Promise.resolve({ rows: count, page: (after, limit) => rows.slice(after, after + limit) });
  },
  ...more,
});

/** A server that listens may still be starting up, and a client is good for one attempt. */
async function connectReader(port: number): Promise<pg.Client> {
  for (;;) {
    const client = new pg.Client({ host: '127.0.0.1', port, database: 'postgres', user: 'lab', password: secret });
    client.on('error', quiet);
    try {
      await client.connect();
      return client;
    } catch (cause) {
      if (!(cause instanceof Error) || Reflect.get(cause, 'code') !== '57P03') throw cause;
    }
  }
}

if (noPostgres) console.warn(noPostgres);
describe.skipIf(noPostgres !== null)('rows to PostgreSQL', () => {
  let server: TestServer;
  let proxy: FaultProxy;
  let reader: pg.Client;
  const open: Target[] = [];
  beforeAll(async () => {
    server = await startPostgres();
    proxy = await createFaultProxy(server.port);
    reader = await connectReader(server.port);
  });
  afterAll(async () => {
    await reader.end();
    await proxy.close();
    await server.stop();
  });
  beforeEach(() => reader.query('DROP SCHEMA IF EXISTS cubicle CASCADE'));
  afterEach(async () => {
    proxy.always(null);
    proxy.script([]);
    await Promise.all(open.splice(0).map((target) => target.close()));
  });
  const target = (more: object = {}, password = secret, waitMs = patientMs): Target => {
    const settings = { host: '127.0.0.1', port: proxy.port, database: 'postgres', user: 'lab', tls: false, ...more };
    const opened = openPostgresTarget(settings, password, waitMs);
    open.push(opened);
    return opened;
  };
  const failureOf = (work: Promise<unknown>): Promise<SendError | null> =>
    work.then(
      () => null,
      (cause: unknown) => {
        expect(cause).toBeInstanceOf(SendError);
        return cause as SendError;
      },
    );
  const all = async (sql: string): Promise<Record<string, unknown>[]> =>
    (await reader.query<Record<string, unknown>>(sql)).rows;
  const countOf = async (record: string): Promise<number> => {
    const tables = ['events', 'ticks', 'inputs', 'shown', 'clocks', 'snapshots', 'others'];
    const counts = await Promise.all(
      tables.map((table) => all(`SELECT count(*)::int AS n FROM cubicle.${table} WHERE record = '${record}'`)),
    );
    return counts.reduce((sum, [row]) => sum + Number(row?.['n']), 0);
  };

  it('makes its tables, says that it works, and leaves no rows behind', async () => {
    await target().test();
    expect(await all('SELECT * FROM cubicle.records')).toEqual([]);
    await target().test();
    expect(await all('SELECT version FROM cubicle.schema_version')).toEqual([{ version: 1 }]);
  });

  it('has every row once, with its types, and the text of its body as the journal has it', async () => {
    await target().send(outgoingOf('sample/a', 2500), quiet);
    await target().send(outgoingOf('sample/a', 2500), quiet);
    expect(await countOf('sample/a')).toBe(2500);
    expect(await all('SELECT record, state, rows::int, last_hash, study, session FROM cubicle.records')).toEqual([
      { record: 'sample/a', state: 'ended', rows: 2500, last_hash: 'h2500', study: 'sample', session: 'abcd2345' },
    ]);
    const [tick] = await all('SELECT * FROM cubicle.ticks WHERE seq = 2');
    expect(tick).toMatchObject({
      at_ms: 2 / 3,
      game: 'g',
      tick: 2,
      step_ms: 1e-7,
      actions: { left: 1, right: null },
      state_hash: null,
    });
    expect(tick?.['wall']).toEqual(new Date('2026-03-14T08:26:00.123Z'));
    const [event] = await all('SELECT body::text AS body FROM cubicle.events WHERE seq = 6');
    expect(event?.['body']).toBe(rowOf(6, 'h').body);
    const [answer] = await all("SELECT * FROM cubicle.answers WHERE question = 'age' ORDER BY seq LIMIT 1");
    expect(answer).toMatchObject({ record: 'sample/a', scene: 'form', answer: 36 });
  });

  it('adds to a running session what is new, and keeps the records of many hosts apart', async () => {
    await target().send(outgoingOf('sample/a', 10, { running: true }), quiet);
    const moves: number[] = [];
    await target().send(outgoingOf('sample/a', 25), (done) => moves.push(done));
    expect(moves[0]).toBe(10);
    await Promise.all(
      ['b', 'c', 'd'].map((name) => target().send(outgoingOf(`sample/${name}`, 30, { salt: name }), quiet)),
    );
    expect(await Promise.all(['a', 'b', 'c', 'd'].map((name) => countOf(`sample/${name}`)))).toEqual([25, 30, 30, 30]);
  });

  it('lets many hosts make the schema at the same moment', async () => {
    await Promise.all(Array.from({ length: 6 }, () => target().test()));
    expect(await all('SELECT version FROM cubicle.schema_version')).toEqual([{ version: 1 }]);
  });

  it('leaves rows of another host under the same name alone', async () => {
    await target().send(outgoingOf('sample/a', 20, { salt: 'theirs' }), quiet);
    const failure = await failureOf(target().send(outgoingOf('sample/a', 30), quiet));
    expect(failure?.kind).toBe('conflict');
    expect(await all("SELECT DISTINCT left(hash, 6) AS hash FROM cubicle.events WHERE record = 'sample/a'")).toEqual([
      { hash: 'theirs' },
    ]);
  });

  it('names what only a person can mend', async () => {
    const codeOf = async (more: object, password?: string) => {
      const failure = await failureOf(target(more, password).test());
      return [failure?.kind, failure?.code];
    };
    expect(await codeOf({}, 'wrong')).toEqual(['stop', 'sync/refused']);
    expect(await codeOf({ database: 'nowhere' })).toEqual(['stop', 'sync/noFolder']);
    expect(await codeOf({ tls: true })).toEqual(['stop', 'sync/certificate']);
    await reader.query("CREATE ROLE guest LOGIN PASSWORD 'guest'");
    expect(await codeOf({ user: 'guest' }, 'guest')).toEqual(['stop', 'sync/refused']);
    await reader.query('CREATE SCHEMA cubicle');
    await reader.query('CREATE TABLE cubicle.schema_version (version integer PRIMARY KEY)');
    await reader.query('INSERT INTO cubicle.schema_version VALUES (99)');
    expect(await codeOf({})).toEqual(['stop', 'sync/newer']);
  });

  it('is closed at once, also while the far end is silent', async () => {
    const proxyBefore = proxy.count();
    proxy.always({ kind: 'hang' });
    const silent = target();
    const sending = failureOf(silent.send(outgoingOf('sample/a', 10), quiet));
    await expect.poll(() => proxy.count(), { timeout: 30_000 }).toBeGreaterThan(proxyBefore);
    const startedMs = performance.now();
    await silent.close();
    expect((await sending)?.kind).toBe('passing');
    // Far less than the minute that silence may last.
    expect(performance.now() - startedMs).toBeLessThan(patientMs / 3);
  });

  it('goes on after a line that is cut anywhere, or silent, with every row there once', async () => {
    let failures = 0;
    proxy.always({ kind: 'hang' });
    expect((await failureOf(target({}, secret, stallMs).send(outgoingOf('sample/a', 3000), quiet)))?.kind).toBe(
      'passing',
    );
    proxy.always(null);
    for (let attempt = 1; ; attempt++) {
      const afterBytes = attempt * 60_000 + ((attempt * 7919) % 50_000);
      proxy.script(
        attempt > 12
          ? []
          : [attempt % 3 === 0 ? { kind: 'cutDown', afterBytes: attempt * 900 } : { kind: 'cut', afterBytes }],
      );
      const failure = await failureOf(target().send(outgoingOf('sample/a', 3000), quiet));
      if (failure === null) break;
      expect(failure.kind).toBe('passing');
      failures += 1;
    }
    expect(failures).toBeGreaterThan(3);
    expect(await countOf('sample/a')).toBe(3000);
    expect(await all("SELECT rows::int FROM cubicle.records WHERE record = 'sample/a'")).toEqual([{ rows: 3000 }]);
  });

  it('gathers the records of two hosts, every row once and as it is in their journals', async () => {
    const built = await buildSyncWorker();
    const settings = {
      kind: 'postgres',
      host: '127.0.0.1',
      port: proxy.port,
      database: 'postgres',
      user: 'lab',
    } as const;
    const gather = { name: 'gather', settings: { ...settings, tls: false }, runningEveryMin: 0 };
    const hosts = [createDataFolder(built.recordFile), createDataFolder(built.recordFile)];
    try {
      const records = await Promise.all(
        hosts.map(async (host, index) => [
          await host.addRecord(`${index}aaa2345`, 30),
          await host.addRecord(`${index}bbb2345`, 1200),
        ]),
      );
      const senders = await Promise.all(hosts.map(({ dataDir }) => startSync(dataDir, built.syncFile)));
      try {
        for (const [index, sender] of senders.entries()) sender.showRecords(records[index] ?? []);
        const kept = senders.map((sender) => sender.ask({ do: 'keepTarget', target: gather, secret, sealed: null }));
        expect(await Promise.all(kept)).toEqual([{ ok: true }, { ok: true }]);
        await Promise.all(senders.map((sender) => sender.allThere(2, patientMs)));
      } finally {
        await Promise.all(senders.map((sender) => sender.close()));
      }
      const noted = await all('SELECT record, state, rows::int FROM cubicle.records ORDER BY record');
      expect(noted.map(({ record, state }) => [record, state])).toEqual(
        records.flat().map(({ record }) => [record, 'ended']),
      );
      for (const { record, folder } of records.flat()) {
        const file = join(folder, 'journal.sqlite');
        const journal = await openJournal({ file, create: false, readOnly: true, workerFile: built.recordFile });
        const here = (await journal.rawRows(0, 10_000)).map(({ seq, hash, body }) => ({ seq, hash, body }));
        await journal.close();
        const tables = ['events', 'ticks', 'inputs', 'shown', 'clocks', 'snapshots', 'others'];
        const parts = tables.map(
          (table) => `SELECT * FROM (SELECT seq, hash, body::text, record FROM cubicle.${table}) t`,
        );
        const there = await all(
          `SELECT seq::int, hash, body FROM (${parts.join(' UNION ALL ')}) u WHERE record = '${record}' ORDER BY seq`,
        );
        expect(there).toEqual(here);
        expect(noted.find((one) => one['record'] === record)?.['rows']).toBe(here.length);
      }
    } finally {
      for (const host of hosts) host.drop();
      built.drop();
    }
  });

  it.skipIf(noDisk !== null)('says that the database is full, and goes on when there is room', async () => {
    const small = mkdtempSync(join(tmpdir(), 'cubicle-small-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', small]);
    try {
      if (process.getuid?.() === 0) execFileSync('chown', ['postgres:postgres', small]);
      await reader.query(`CREATE TABLESPACE small LOCATION '${small}'`);
      await reader.query('ALTER DATABASE postgres SET default_tablespace = small');
      await target().test();
      const { bavail, bsize } = statfsSync(small);
      writeFileSync(join(small, 'ballast'), Buffer.alloc(bavail * bsize - 400_000, 1));
      const failure = await failureOf(target().send(outgoingOf('sample/a', 6000), quiet));
      expect([failure?.kind, failure?.code]).toEqual(['stop', 'sync/full']);
      expect(await all('SELECT record FROM cubicle.records')).toEqual([]);
      rmSync(join(small, 'ballast'));
      await target().send(outgoingOf('sample/a', 6000), quiet);
      expect(await countOf('sample/a')).toBe(6000);
    } finally {
      await reader.query('ALTER DATABASE postgres RESET default_tablespace');
      await reader.query('DROP SCHEMA IF EXISTS cubicle CASCADE');
      await reader.query('DROP TABLESPACE IF EXISTS small');
      execFileSync('umount', ['--lazy', small]);
      rmSync(small, { recursive: true, force: true });
    }
  });
});
