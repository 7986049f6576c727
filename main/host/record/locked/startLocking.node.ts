import { type RecordJobOptions, runRecordJob } from '../runRecordJob.node';

/** Encrypts a record in a thread of its own: see `encryptRecord`. Rejects with its RecordError. */
export const startEncrypting = (
  recordFolder: string,
  passphrase: string,
  options: RecordJobOptions,
): Promise<{ file: string }> =>
  runRecordJob({ mode: 'encrypt', recordFolder, passphrase }, options, (done) =>
    done.type === 'encrypted' ? { file: done.file } : null,
  );

/** Decrypts a record in a thread of its own: see `decryptRecord`. Rejects with its RecordError. */
export const startDecrypting = (
  file: string,
  passphrase: string,
  options: RecordJobOptions,
): Promise<{ folder: string }> =>
  runRecordJob({ mode: 'decrypt', file, passphrase }, options, (done) =>
    done.type === 'decrypted' ? { folder: done.folder } : null,
  );
