import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { schemaVersion } from './migrateJournal.node';

/** What can be told of a journal from its first hundred bytes, without opening it as a database. */
export type JournalFileState =
  | { state: 'fine' }
  | { state: 'newer'; problem: string }
  | { state: 'damaged'; problem: string };

const magic = 'SQLite format 3\0';
const headerBytes = 100;

/** Never for a journal that this process has open: reading it by other means would drop its lock. */
export function inspectJournalFile(file: string): JournalFileState {
  const header = Buffer.alloc(headerBytes);
  const handle = openSync(file, 'r');
  let size: number;
  try {
    size = fstatSync(handle).size;
    readSync(handle, header, 0, headerBytes, 0);
  } finally {
    closeSync(handle);
  }
  const hasWal = existsSync(`${file}-wal`);
  if (size === 0 && hasWal) return { state: 'fine' };
  if (size === 0) return damaged('The journal is empty: it has 0 bytes.');
  if (header.toString('latin1', 0, magic.length) !== magic)
    return damaged('The journal does not begin as one does: it is another kind of file, or its first page is damaged.');
  const version = header.readUInt32BE(60);
  if (version > schemaVersion)
    return {
      state: 'newer',
      problem: `This record was written by a newer Cubicle (format ${version}; this one knows ${schemaVersion}). Update Cubicle to open it.`,
    };
  const isWal = header[18] === 2;
  if (isWal && !hasWal)
    return damaged(
      'The file journal.sqlite-wal is missing, and the newest rows with it. If it was left where the record was copied from, put it back beside journal.sqlite.',
    );
  const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  const pages = header.readUInt32BE(28);
  const isCounted = header.readUInt32BE(24) === header.readUInt32BE(92);
  if (!hasWal && isCounted && pages * pageSize > size)
    return damaged(`The journal is cut off: ${size} of ${pages * pageSize} bytes are there.`);
  return { state: 'fine' };
}

const damaged = (problem: string): JournalFileState => ({ state: 'damaged', problem });
