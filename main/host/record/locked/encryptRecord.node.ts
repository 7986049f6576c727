import { closeSync, createReadStream, existsSync, fsyncSync, lstatSync, openSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { syncFolder } from '../openJournalFile.node';
import { RecordError } from '../RecordError';
import type { RecordProgress } from '../recordMessages';
import { hashFile } from '../writeChecksums.node';
import { hasCode } from '../takeJournalLock.node';
import { writeAll } from '../writeFiles.node';
import { halfMade, lockedFileOf } from './lockedName';
import { decryptBytes, encryptBytes } from './openAge.node';
import { listContent, packRecord, readPacked, type RecordContent } from './packRecord.node';
import { withRecordAlone } from './withRecordAlone.node';

export type EncryptOptions = {
  recordFolder: string;
  passphrase: string;
  onProgress(this: void, progress: RecordProgress): void;
  /** log2 of scrypt's N; only tests take less than usual. */
  workFactor?: number;
};

/**
 * Makes one encrypted file of a record, beside it, and removes the record when that file was synced, read back, and agreed with
 * the record in every byte. Killed at any moment, it leaves the record, or both, or the whole file. An encrypted file that
 * is there already (of a record that was decrypted) is taken when it agrees.
 * @throws RecordError `record/inUse`, `record/exists`, `record/diskFull`, `record/wrongPassphrase` (of a file that is there),
 * `record/damaged` (what was written cannot be read back); then the record is still there
 */
export function encryptRecord({
  recordFolder,
  passphrase,
  onProgress,
  workFactor,
}: EncryptOptions): Promise<{ file: string }> {
  return withRecordAlone(recordFolder, async () => {
    const folder = dirname(recordFolder);
    const name = basename(recordFolder);
    const file = lockedFileOf(recordFolder);
    const before = stampsOf(recordFolder);
    const content = await hashContent(recordFolder, onProgress);
    const isThere = existsSync(file);
    const written = isThere ? file : join(folder, halfMade.encrypted(name));
    try {
      if (!isThere) await writeSynced(written, encryptBytes(packRecord(recordFolder), passphrase, workFactor));
      const back = await readPacked(decryptBytes(readInPieces(written, 'read back', onProgress), passphrase));
      if (!isSame(back, content)) throw isThere ? differs(file) : unreadable(file);
      if (stampsOf(recordFolder) !== before)
        throw new RecordError('record/inUse', `${recordFolder} was changed meanwhile. It stays as it is; try again.`);
      if (!isThere) renameSync(written, file);
    } catch (cause) {
      if (!isThere) rmSync(written, { force: true });
      throw hasCode(cause, 'ENOSPC')
        ? new RecordError(
            'record/diskFull',
            `There is no room for the encrypted file beside ${recordFolder}. The record stays as it is.`,
          )
        : cause;
    }
    syncFolder(folder);
    // Out of sight at once: a removal that is cut off leaves no half a record.
    const removed = join(folder, halfMade.removed(name));
    renameSync(recordFolder, removed);
    syncFolder(folder);
    rmSync(removed, { recursive: true, force: true });
    syncFolder(folder);
    return { file };
  });
}

const differs = (file: string): RecordError =>
  new RecordError(
    'record/exists',
    `${file} is there already, and the record was changed since it was made. Move that file elsewhere, then encrypt again; nothing is overwritten.`,
  );
const unreadable = (file: string): RecordError =>
  new RecordError(
    'record/damaged',
    `What was written to ${file} did not come back as it was. It was removed, and the record stays as it is. Check the disk.`,
  );

async function hashContent(recordFolder: string, onProgress: EncryptOptions['onProgress']): Promise<RecordContent> {
  const content: RecordContent = new Map();
  const all = listContent(recordFolder);
  for (const [index, { path, isFile }] of all.entries()) {
    content.set(path, isFile ? await hashFile(join(recordFolder, path), () => Promise.resolve()) : 'folder');
    onProgress({ done: index + 1, of: all.length, step: 'files read' });
  }
  return content;
}

const isSame = (a: RecordContent, b: RecordContent): boolean =>
  a.size === b.size && [...a].every(([path, hash]) => b.get(path) === hash);

/** Changes with any file that is added, removed or written. */
function stampsOf(recordFolder: string): string {
  return listContent(recordFolder)
    .map(({ path }) => [path, lstatSync(join(recordFolder, path))] as const)
    .map(([path, found]) => `${path} ${found.isFile() ? `${found.size} ${found.mtimeMs}` : ''}`)
    .join('\n');
}

async function writeSynced(file: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const handle = openSync(file, 'wx', 0o600);
  try {
    for await (const piece of pieces) writeAll(handle, piece);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** A file's bytes, with how far it is. */
export async function* readInPieces(
  file: string,
  step: string,
  onProgress: EncryptOptions['onProgress'],
): AsyncGenerator<Uint8Array> {
  const of = lstatSync(file).size;
  let done = 0;
  for await (const piece of createReadStream(file, { highWaterMark: 2 ** 20 })) {
    if (!(piece instanceof Uint8Array)) continue;
    done += piece.length;
    onProgress({ done, of, step });
    yield piece;
  }
}
