import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import { z } from 'zod';
import { syncTarget, type SyncTarget } from '../../../protocol/sync';
import type { SyncDatabase, SyncDeps } from './SyncDeps';
import { emptySyncState, type Parcel, type SyncState } from './SyncState';

export type KeptTarget = {
  target: SyncTarget;
  /** The password, encrypted by the operating system's key store; null when it is not kept. */
  sealed: string | null;
  state: SyncState;
};

/** What is to be sent where, on disk: every change is synced before anything is done about it. */
export type Outbox = {
  targets(): KeptTarget[];
  keepTarget(target: SyncTarget, sealed: string | null): void;
  removeTarget(name: string): void;
  /** Writes what differs between two states. */
  keepState(name: string, before: SyncState, after: SyncState): void;
  close(): void;
};

const schemaVersion = 1;
const tables = `
CREATE TABLE target (name TEXT PRIMARY KEY, settings TEXT NOT NULL, sealed TEXT, state TEXT NOT NULL);
CREATE TABLE parcel (target TEXT NOT NULL, record TEXT NOT NULL, state TEXT NOT NULL, PRIMARY KEY (target, record));
PRAGMA user_version = ${schemaVersion};`;

const problem = z.object({ code: z.string(), message: z.string() }).nullable();
const keptState = z.object({
  sending: z.string().nullable(),
  failures: z.number(),
  notBeforeMs: z.number(),
  stopped: problem,
});
const keptParcel = z.object({
  record: z.string(),
  running: z.boolean(),
  version: z.string(),
  name: z.string(),
  phase: z.enum(['waiting', 'sending', 'there', 'failed']),
  done: z.number(),
  of: z.number(),
  verifiedAtMs: z.number().nullable(),
  copies: z.array(z.string()).default([]),
  attempts: z.number(),
  problem,
}) satisfies z.ZodType<Parcel>;

/**
 * Opens the outbox, or makes it.
 * @throws Error in words when another process has it, a newer version wrote it, or it cannot be written
 */
export function openOutbox(file: string, deps: Pick<SyncDeps, 'openDatabase' | 'takeLock'>): Outbox {
  const giveBack = deps.takeLock(file);
  if (giveBack === null)
    throw new Error(`Another Cubicle has ${file} open and sends the records of this folder. Close it first.`);
  try {
    // Left behind by a killed owner; we own the file, so nobody alive holds it.
    rmSync(`${file}.lock`, { recursive: true, force: true });
    if (!existsSync(file)) closeSync(openSync(file, 'wx', 0o600));
    const database = openTables(file, deps);
    return serveOutbox(database, () => {
      database.close();
      giveBack();
    });
  } catch (cause) {
    giveBack();
    throw cause;
  }
}

function openTables(file: string, deps: Pick<SyncDeps, 'openDatabase'>): SyncDatabase {
  const database = deps.openDatabase(file);
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = FULL');
    const version = Number(readAll(database, 'PRAGMA user_version')[0]?.['user_version'] ?? 0);
    if (version > schemaVersion)
      throw new Error(`${file} was written by a newer Cubicle. Update Cubicle to send records from this folder.`);
    if (version === 0) database.exec(`BEGIN IMMEDIATE; ${tables} COMMIT;`);
    return database;
  } catch (cause) {
    database.close();
    throw cause;
  }
}

function serveOutbox(database: SyncDatabase, close: () => void): Outbox {
  const run = (sql: string, values: (string | null)[]): void => {
    const statement = database.prepare(sql);
    try {
      statement.run(values);
    } finally {
      statement.finalize();
    }
  };
  /** All of it or nothing, also when the disk is full. */
  const atOnce = (write: () => void): void => {
    database.exec('BEGIN IMMEDIATE');
    try {
      write();
      database.exec('COMMIT');
    } catch (cause) {
      database.exec('ROLLBACK');
      throw cause;
    }
  };
  const putParcel =
    'INSERT INTO parcel VALUES (?, ?, ?) ON CONFLICT (target, record) DO UPDATE SET state = excluded.state';

  return {
    targets: () =>
      readAll(database, 'SELECT * FROM target ORDER BY name').map(({ name, settings, sealed, state }) => ({
        target: syncTarget.parse(JSON.parse(String(settings))),
        sealed: typeof sealed === 'string' ? sealed : null,
        state: { ...keptState.parse(JSON.parse(String(state))), parcels: readParcels(database, String(name)) },
      })),
    keepTarget: (target, sealed) =>
      run(
        'INSERT INTO target VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET settings = excluded.settings, sealed = excluded.sealed',
        [target.name, JSON.stringify(target), sealed, encodeState(emptySyncState)],
      ),
    removeTarget(name) {
      atOnce(() => {
        run('DELETE FROM parcel WHERE target = ?', [name]);
        run('DELETE FROM target WHERE name = ?', [name]);
      });
    },
    keepState(name, before, after) {
      const changed = Object.values(after.parcels).filter((parcel) => before.parcels[parcel.record] !== parcel);
      const gone = Object.keys(before.parcels).filter((record) => !(record in after.parcels));
      atOnce(() => {
        for (const parcel of changed) run(putParcel, [name, parcel.record, JSON.stringify(parcel)]);
        for (const record of gone) run('DELETE FROM parcel WHERE target = ? AND record = ?', [name, record]);
        run('UPDATE target SET state = ? WHERE name = ?', [encodeState(after), name]);
      });
    },
    close,
  };
}

const encodeState = ({ parcels: _parcels, ...state }: SyncState): string => JSON.stringify(state);

function readParcels(database: SyncDatabase, target: string): SyncState['parcels'] {
  const rows = readAll(database, 'SELECT state FROM parcel WHERE target = ?', [target]);
  const parcels = rows.map(({ state }) => keptParcel.parse(JSON.parse(String(state))));
  return Object.fromEntries(parcels.map((parcel) => [parcel.record, parcel]));
}

function readAll(database: SyncDatabase, sql: string, values: string[] = []): Record<string, unknown>[] {
  const statement = database.prepare(sql);
  try {
    return statement.all(values);
  } finally {
    statement.finalize();
  }
}
