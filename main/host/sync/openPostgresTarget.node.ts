import { createHash } from 'node:crypto';
import pg from 'pg';
import { explainSilence } from './explainStatus';
import { columnValues, type PostgresTable, schemaSteps, tableFor } from './postgresTables';
import { SendError } from './SendError';
import type { Outgoing, OutgoingJournal, OutgoingRow, Target } from './Target';

export type PostgresSettings = { host: string; port: number; database: string; user: string; tls: boolean };

/** So many rows go, and are read back, at once. */
const PAGE = 1000;
const STALL_MS = 60_000;
const GOODBYE_MS = 1_000;
/** Any number, the same for all hosts: only one of them makes the schema at a time. */
const SCHEMA_LOCK = 0x43554249;

/**
 * A database that speaks PostgreSQL's protocol. Rows are keyed by record and sequence number, so that many hosts feed one
 * database and a row that is there already is not written again; what is there with other content is left alone.
 */
export function openPostgresTarget(settings: PostgresSettings, password: string, stallMs = STALL_MS): Target {
  const { host, port, database, user, tls } = settings;
  const where = `${database} at ${host}:${port}`;
  let client: pg.Client | null = null;
  let closed = false;
  let breakOff: () => void = () => undefined;
  /** The library does not answer for a connection that is ended while it is being made. */
  const broken = new Promise<never>((_resolve, reject) => {
    breakOff = () => reject(new SendError('passing', 'sync/closed', 'It was broken off.'));
  });
  broken.catch(() => undefined);

  async function connected(): Promise<pg.Client> {
    if (closed) throw new SendError('passing', 'sync/closed', 'It was broken off.');
    if (client) return client;
    const opening = new pg.Client({
      host,
      port,
      database,
      user,
      password,
      ssl: tls ? { rejectUnauthorized: true } : false,
      connectionTimeoutMillis: stallMs,
      query_timeout: stallMs,
      application_name: 'cubicle',
    });
    // Told by the query that is under way; without one there is nothing to tell.
    opening.on('error', () => undefined);
    client = opening;
    await Promise.race([opening.connect(), broken]);
    return opening;
  }

  async function ask(sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
    const { rows } = await (await connected()).query<Record<string, unknown>>(sql, values);
    return rows;
  }

  /** What fails in between is taken back by the end of the connection, which every failure brings. */
  async function atOnce(work: () => Promise<void>): Promise<void> {
    await ask('BEGIN');
    await work();
    await ask('COMMIT');
  }

  async function makeSchema(): Promise<void> {
    await atOnce(async () => {
      await ask('SELECT pg_advisory_xact_lock($1)', [SCHEMA_LOCK]);
      await ask('CREATE SCHEMA IF NOT EXISTS cubicle');
      await ask('CREATE TABLE IF NOT EXISTS cubicle.schema_version (version integer PRIMARY KEY)');
      const version = Number(
        (await ask('SELECT max(version) AS version FROM cubicle.schema_version'))[0]?.['version'] ?? 0,
      );
      if (version > schemaSteps.length) {
        const message = `The tables in ${where} were made by a newer Cubicle (${version}; this one knows ${schemaSteps.length}). Update Cubicle on this machine.`;
        throw new SendError('stop', 'sync/newer', message);
      }
      for (const [index, step] of schemaSteps.entries()) {
        if (index < version) continue;
        for (const sql of step) await ask(sql);
        await ask('INSERT INTO cubicle.schema_version VALUES ($1)', [index + 1]);
      }
    });
  }

  async function putRows(name: string, table: PostgresTable, rows: readonly OutgoingRow[]): Promise<void> {
    const names = table.columns.map((column) => column.name).join(', ');
    const typed = table.columns.map((column) => `v.${column.name}::${column.type}`).join(', ');
    const arrays = table.columns.map((_column, index) => `$${index + 2}::text[]`).join(', ');
    await ask(
      `INSERT INTO cubicle.${table.name} (record, ${names}) SELECT $1::text, ${typed} FROM unnest(${arrays}) AS v (${names}) ON CONFLICT (record, seq) DO NOTHING`,
      [name, ...columnValues(table, rows)],
    );
    await expectSame(name, table, rows);
  }

  /** Reads back what is there now under these numbers: written this time, or by an attempt before. */
  async function expectSame(name: string, table: PostgresTable, rows: readonly OutgoingRow[]): Promise<void> {
    const found = await ask(
      `SELECT seq::text AS seq, at_ms, hash, md5(body::text) AS body FROM cubicle.${table.name} WHERE record = $1 AND seq = ANY($2::bigint[])`,
      [name, rows.map(({ seq }) => String(seq))],
    );
    const bySeq = new Map(found.map((row) => [Number(row['seq']), row]));
    for (const { seq, atMs, hash, body } of rows) {
      const row = bySeq.get(seq);
      if (row && row['hash'] !== hash) throw conflict(name);
      const isSame = row && Number(row['at_ms']) === atMs && row['body'] === md5(body);
      if (!isSame)
        throw new SendError(
          'passing',
          'sync/altered',
          `Row ${seq} of ${name} did not arrive in ${where} as it was sent. It is sent again.`,
        );
    }
  }

  const conflict = (name: string): SendError =>
    new SendError(
      'conflict',
      'sync/taken',
      `${where} has other rows under ${name}. They were left as they are; this record goes under another name.`,
    );

  /** What is there is the beginning of what is to be there: then only what is new has to be sent. */
  async function countThere(name: string, journal: OutgoingJournal): Promise<number> {
    const [before] = await ask('SELECT rows::text AS rows, last_hash FROM cubicle.records WHERE record = $1', [name]);
    if (before === undefined) return 0;
    const rows = Number(before['rows']);
    const last = rows === 0 ? undefined : journal.page(rows - 1, 1)[0];
    if (rows > 0 && (last?.seq !== rows || last.hash !== before['last_hash'])) throw conflict(name);
    return rows;
  }

  /** The commit mark: says how many rows of this record are there, whole and verified. */
  async function noteRecord(outgoing: Outgoing, journal: OutgoingJournal, rows: number): Promise<void> {
    const [first] = journal.page(0, 1);
    const [last] = journal.page(Math.max(0, rows - 1), 1);
    const created = first === undefined ? {} : createdIn(first);
    await ask(
      `INSERT INTO cubicle.records (record, source, state, rows, last_hash, first_wall, study, session, study_version, study_hash, app_version, synced_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, now()) ON CONFLICT (record) DO UPDATE
       SET state = excluded.state, rows = excluded.rows, last_hash = excluded.last_hash, synced_at = excluded.synced_at`,
      [
        outgoing.name,
        outgoing.record,
        outgoing.running ? 'running' : 'ended',
        String(rows),
        last?.hash ?? '',
        first?.wall ?? null,
        created.study?.name ?? null,
        created.session ?? null,
        created.study?.version ?? null,
        created.studyHash ?? null,
        created.appVersion ?? null,
      ],
    );
  }

  async function guarded<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (cause) {
      if (cause instanceof SendError) throw cause;
      throw explain(cause, where);
    }
  }

  return {
    test: () =>
      guarded(async () => {
        await makeSchema();
        // Taken back: it only shows that this user may write.
        await ask('BEGIN');
        await ask(
          `INSERT INTO cubicle.records (record, source, state, rows, last_hash, synced_at) VALUES ('~probe', '', 'running', 0, '', now())`,
        );
        await ask('ROLLBACK');
      }),
    send: (outgoing, moved) =>
      guarded(async () => {
        await makeSchema();
        const journal = await outgoing.journal();
        let done = await countThere(outgoing.name, journal);
        moved(done, journal.rows);
        for (;;) {
          const rows = journal.page(done, PAGE);
          if (rows.length === 0) break;
          for (const [table, some] of groupByTable(rows)) await putRows(outgoing.name, table, some);
          done += rows.length;
          moved(done, journal.rows);
        }
        await noteRecord(outgoing, journal, done);
      }),
    async close() {
      closed = true;
      breakOff();
      const open = client;
      client = null;
      if (open === null) return;
      // Saying goodbye waits for the other side, which may be gone; the app must not wait with it.
      const cut = setTimeout(() => open.connection.stream.destroy(), GOODBYE_MS);
      await open.end();
      clearTimeout(cut);
    },
  };
}

function groupByTable(rows: readonly OutgoingRow[]): Map<PostgresTable, OutgoingRow[]> {
  const groups = new Map<PostgresTable, OutgoingRow[]>();
  for (const row of rows) {
    const table = tableFor(row.kind);
    const group = groups.get(table);
    if (group) group.push(row);
    else groups.set(table, [row]);
  }
  return groups;
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

type Created = {
  session?: string;
  study?: { name?: string; version?: string };
  studyHash?: string;
  appVersion?: string;
};

/** What the first event of a session says about it. */
function createdIn({ body }: OutgoingRow): Created {
  const event: unknown = JSON.parse(body);
  return typeof event === 'object' && event !== null ? event : {};
}

/** By SQLSTATE where the database has answered, by the system's code where it has not. */
function explain(cause: unknown, where: string): SendError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const given: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : '';
  const code = typeof given === 'string' ? given : '';
  const stop = (name: string, message: string) => new SendError('stop', name, message);
  if (/^28/.test(code))
    return stop('sync/refused', `${where} does not take this user and password. Type in the right ones.`);
  if (code === '3D000') return stop('sync/noFolder', `There is no database ${where}. Make it, or mend its name.`);
  if (code === '42501')
    return stop(
      'sync/refused',
      `${where} does not let this user make or fill tables in schema cubicle. Give it the right: GRANT CREATE ON DATABASE.`,
    );
  if (code === '53100' || code === '53400')
    return stop('sync/full', `There is no room left in ${where} (${why}). Make some, then choose Sync now.`);
  if (/does not support SSL/.test(why))
    return stop(
      'sync/certificate',
      `${where} does not speak TLS. Turn TLS on there; or off here, if the line between is safe.`,
    );
  if (/^(42|0A)/.test(code))
    return stop(
      'sync/notUnderstood',
      `${where} does not understand what is sent (${why}). Look at the tables in schema cubicle.`,
    );
  if (/^[0-9A-Z]{5}$/.test(code))
    return new SendError('passing', 'sync/busy', `${where} is busy or not well (${why}). It is tried again.`);
  if (/timeout/i.test(why))
    return new SendError('passing', 'sync/stalled', `${where} does not answer. It is tried again.`);
  return explainSilence(code, why, where);
}
