import { webcrypto } from 'node:crypto';
import { ReadableStream, TransformStream, WritableStream } from 'node:stream/web';
import { Decrypter, Encrypter } from 'age-encryption';
import { RecordError } from '../RecordError';

// The library is written for browsers: older Nodes have these too, but not as globals.
const browserNames = { crypto: webcrypto, ReadableStream, TransformStream, WritableStream };
for (const [name, value] of Object.entries(browserNames))
  if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });

const firstLine = 'age-encryption.org/v1\n';
/** What age itself takes: a guess costs about a second and 256 MiB. */
const usualWorkFactor = 18;

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Encrypts bytes as they come, in age's format (age-encryption.org/v1) with its recipient for passphrases (scrypt).
 * @param workFactor log2 of scrypt's N
 */
export async function* encryptBytes(
  plain: AsyncIterable<Uint8Array>,
  passphrase: string,
  workFactor = usualWorkFactor,
): AsyncGenerator<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(asTyped(passphrase));
  encrypter.setScryptWorkFactor(workFactor);
  yield* bytesOf(await encrypter.encrypt(streamOf(plain)));
}

/**
 * The bytes that were encrypted, each piece checked before it is given. Only when it ends without an error was all of it there.
 * @throws RecordError `record/wrongPassphrase`; `record/damaged` when it is cut off, changed, or no such file
 */
export async function* decryptBytes(sealed: AsyncIterable<Uint8Array>, passphrase: string): AsyncGenerator<Uint8Array> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(asTyped(passphrase));
  const reading = { failed: false, cause: undefined as unknown };
  try {
    yield* bytesOf(await decrypter.decrypt(streamOf(noting(expectAge(sealed), reading))));
  } catch (cause) {
    if (reading.failed) throw reading.cause;
    const words = cause instanceof Error ? cause.message : String(cause);
    if (words.startsWith('no identity matched'))
      throw new RecordError(
        'record/wrongPassphrase',
        'This is not the passphrase that it was encrypted with. Nothing was changed; try again.',
      );
    throw damaged(`It is cut off, or not as it was written (${words}).`);
  }
}

const damaged = (why: string): RecordError =>
  new RecordError(
    'record/damaged',
    `The encrypted file cannot be read. ${why} It stays as it is; look for another copy.`,
  );

/** Keyboards of different systems write the same letter in different ways. */
const asTyped = (passphrase: string): string => passphrase.normalize('NFC');

/** The library would look for the end of the first line however far it is. */
async function* expectAge(sealed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  for await (const piece of sealed) {
    if (isFirst && Buffer.from(piece.subarray(0, firstLine.length)).toString('latin1') !== firstLine)
      throw damaged('It does not begin as a file of age does.');
    isFirst = false;
    yield piece;
  }
  if (isFirst) throw damaged('It is empty.');
}

/** Tells an error of the source from one of the library's. */
async function* noting(
  source: AsyncIterable<Uint8Array>,
  note: { failed: boolean; cause: unknown },
): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } catch (cause) {
    note.failed = true;
    note.cause = cause;
    throw cause;
  }
}

/** Asked piece by piece, so that no more is in memory than is being worked on. */
function streamOf(source: AsyncIterable<Uint8Array>): globalThis.ReadableStream<Bytes> {
  const pieces = source[Symbol.asyncIterator]();
  return new globalThis.ReadableStream<Bytes>({
    async pull(controller) {
      const next = await pieces.next();
      if (next.done === true) return controller.close();
      controller.enqueue(new Uint8Array(next.value));
    },
    async cancel() {
      await pieces.return?.();
    },
  });
}

async function* bytesOf(stream: globalThis.ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
