import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { extract } from 'tar';
import { syncFolder } from '../openJournalFile.node';
import { RecordError } from '../RecordError';
import type { RecordProgress } from '../recordMessages';
import { hasCode } from '../takeJournalLock.node';
import { readInPieces } from './encryptRecord.node';
import { halfMade, recordOfLocked } from './lockedName';
import { decryptBytes } from './openAge.node';
import { listContent } from './packRecord.node';
import { pour } from './pour.node';
import { withRecordAlone } from './withRecordAlone.node';

export type DecryptOptions = {
  /** The encrypted file; it stays where it is. */
  file: string;
  passphrase: string;
  onProgress(this: void, progress: RecordProgress): void;
};

/**
 * Makes the plain record of an encrypted file again, beside it. It appears under its name only when all of it was taken out,
 * checked and synced.
 * @throws RecordError `record/missing`, `record/exists`, `record/inUse`, `record/diskFull`, `record/wrongPassphrase`, `record/damaged`
 */
export async function decryptRecord({ file, passphrase, onProgress }: DecryptOptions): Promise<{ folder: string }> {
  const folder = recordOfLocked(file);
  if (folder === null || lstatSync(file, { throwIfNoEntry: false })?.isFile() !== true)
    throw new RecordError(
      'record/missing',
      `${file} is no encrypted record. One is a file like <study>/<date_time>_<session>.tar.gz.age.`,
    );
  return withRecordAlone(folder, async () => {
    if (existsSync(folder))
      throw new RecordError('record/exists', `${folder} is there already, in plain. Nothing is overwritten.`);
    const work = join(dirname(folder), halfMade.plain(basename(folder)));
    mkdirSync(work, { mode: 0o700 });
    try {
      const unpack = extract({ cwd: work, strict: true, umask: 0o077, maxDecompressionRatio: Infinity });
      await pour(decryptBytes(readInPieces(file, 'decrypted', onProgress), passphrase), unpack);
      const [name, ...others] = readdirSync(work);
      if (name === undefined || others.length > 0 || !existsSync(join(work, name, 'journal.sqlite')))
        throw new RecordError('record/missing', `There is no record in ${file}: it was made by another program.`);
      syncContent(join(work, name));
      renameSync(join(work, name), folder);
      syncFolder(dirname(folder));
      return { folder };
    } catch (cause) {
      throw hasCode(cause, 'ENOSPC')
        ? new RecordError('record/diskFull', `There is no room for the record beside ${file}. Nothing was changed.`)
        : cause;
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  });
}

function syncContent(recordFolder: string): void {
  for (const { path, isFile } of listContent(recordFolder)) {
    if (!isFile) syncFolder(join(recordFolder, path));
    else syncFile(join(recordFolder, path));
  }
  syncFolder(recordFolder);
}

function syncFile(file: string): void {
  const handle = openSync(file, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
