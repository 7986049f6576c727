import type { Migration } from './Migration';
import { journalTable } from './migrations/0001-journal';
import { snapshotRows } from './migrations/0002-snapshots';
import { readScalar, type SqliteDriver } from './openSqlite.node';
import { RecordError } from './RecordError';

const migrations: readonly Migration[] = [journalTable, snapshotRows];

/** The version of the journal's tables that this app writes. */
export const schemaVersion = migrations.length;

/** 'CUBI': what marks a SQLite file as a journal of ours. */
const applicationId = 0x43554249;

/**
 * Brings a journal to the current schema, each step whole or not at all. An empty file becomes a journal.
 * @throws RecordError `record/notAJournal`, `record/newer`
 */
export function migrateJournal(driver: SqliteDriver): void {
  const version = Number(readScalar(driver, 'PRAGMA user_version'));
  const isOurs = readScalar(driver, 'PRAGMA application_id') === applicationId;
  const isEmpty = version === 0 && readScalar(driver, 'SELECT count(*) FROM sqlite_schema') === 0;
  if (!isOurs && !isEmpty) {
    throw new RecordError('record/notAJournal', 'This is a SQLite file, but no journal of Cubicle.');
  }
  if (version > schemaVersion) {
    throw new RecordError(
      'record/newer',
      `This record was written by a newer Cubicle (format ${version}; this one knows ${schemaVersion}). Update Cubicle to open it.`,
    );
  }
  for (const migration of migrations.slice(version)) {
    driver.exec('BEGIN IMMEDIATE');
    driver.exec(
      `${migration.sql}; PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${migration.version};`,
    );
    driver.exec('COMMIT');
  }
}
