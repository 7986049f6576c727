import { Database } from 'node-sqlite3-wasm';

export type SqlValue = string | number | null;
export type SqlRow = Record<string, unknown>;
export type SqlStatement = {
  run(values?: SqlValue[]): void;
  get(values?: SqlValue[]): SqlRow | null;
  all(values?: SqlValue[]): SqlRow[];
  finalize(): void;
};

/** All that the record asks of a SQLite library, so that another one fits. Calls block: use it in the record worker only. */
export type SqliteDriver = {
  exec(sql: string): void;
  prepare(sql: string): SqlStatement;
  readonly inTransaction: boolean;
  /** Finalizes what is still prepared, then closes: an open statement would leave the WAL behind. */
  close(): void;
};

/** Opens an existing SQLite file. */
export function openSqlite(file: string): SqliteDriver {
  const database = new Database(file, { fileMustExist: true });
  const open = new Set<SqlStatement>();
  return {
    exec: (sql) => database.exec(sql),
    prepare: (sql) => {
      const prepared = database.prepare(sql);
      const statement: SqlStatement = {
        run: (values = []) => void prepared.run(values),
        get: (values = []) => prepared.get(values),
        all: (values = []) => prepared.all(values),
        finalize: () => {
          open.delete(statement);
          prepared.finalize();
        },
      };
      open.add(statement);
      return statement;
    },
    get inTransaction() {
      return database.inTransaction;
    },
    close: () => {
      for (const statement of [...open]) statement.finalize();
      database.close();
    },
  };
}

/** The first column of the first row, for pragmas and counts. */
export function readScalar(driver: SqliteDriver, sql: string, values: SqlValue[] = []): unknown {
  const statement = driver.prepare(sql);
  try {
    const row = statement.get(values);
    return row === null ? null : Object.values(row)[0];
  } finally {
    statement.finalize();
  }
}
