import { createHash, randomBytes } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { Client } from 'minio';
import { createLine } from './createLine.node';
import { explainSilence, explainStatus } from './explainStatus';
import type { FileStore } from './FileStore';
import { SendError } from './SendError';
import type { OutgoingFile } from './Target';

export type S3Settings = { endpoint: string; region: string; bucket: string; prefix: string; accessKey: string };

/** The smallest that S3 takes; a file has at most 10,000 of them. */
const PART_BYTES = 5 * 2 ** 20;
const partSizeOf = (size: number): number => Math.max(PART_BYTES, Math.ceil(size / 10_000));
/** All that may come back; what each means is decided here, with its headers. */
const anyStatus = Array.from({ length: 400 }, (_none, index) => 200 + index);

type Answer = { status: number; headers: IncomingMessage['headers']; body: string };
type Ask = { method: string; key: string; query?: string; headers?: Record<string, string>; body?: Buffer | string };

/** The library keeps to itself which parts have arrived. */
class PartClient extends Client {
  partsOf(bucket: string, key: string, upload: string): Promise<{ part: number; etag: string; size: number }[]> {
    return this.listParts(bucket, key, upload);
  }
}

/** A bucket of S3 or of anything that speaks its protocol. Large files go in parts, and those that have arrived are not sent again. */
export function openS3Store(settings: S3Settings, secretKey: string, stallMs?: number): FileStore {
  const { bucket, prefix, region } = settings;
  const where = `${settings.endpoint}/${bucket}`;
  const line = createLine(stallMs);
  const url = new URL(settings.endpoint);
  const isTls = url.protocol === 'https:';
  const client = new PartClient({
    endPoint: url.hostname,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    useSSL: isTls,
    accessKey: settings.accessKey,
    secretKey,
    region,
    transportAgent: isTls ? line.https : line.http,
    retryOptions: { disableRetry: true },
  });
  const keyOf = (path: string): string => (prefix === '' ? path : `${prefix.replace(/\/+$/, '')}/${path}`);

  async function guarded<T>(run: (moved: () => void) => Promise<T>): Promise<T> {
    try {
      return await line.watch(run);
    } catch (cause) {
      if (cause instanceof SendError) throw cause;
      const why = cause instanceof Error ? cause.message : String(cause);
      // The library would try these again itself; told not to, it keeps the answer and gives this text.
      const [, busy] = /Retryable HTTP status: (\d{3})/.exec(why) ?? [];
      if (busy !== undefined) throw explainStatus(Number(busy), where);
      const code: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : '';
      throw explainSilence(String(code), why, where);
    }
  }

  /** One request and its answer, whatever it is; `eat` takes the body of a success piece by piece. */
  function ask(request: Ask, eat?: (piece: Buffer) => void): Promise<Answer> {
    const { method, key, query = '', headers = {}, body = '' } = request;
    return guarded(async (moved) => {
      const options = { method, bucketName: bucket, objectName: key, query, headers };
      const response = await client.makeRequestAsync(options, body, anyStatus, region);
      const status = response.statusCode ?? 0;
      const pieces: Buffer[] = [];
      for await (const piece of response) {
        moved();
        if (eat && status < 300) eat(piece as Buffer);
        else pieces.push(piece as Buffer);
      }
      if (!response.complete) throw new Error('the answer broke off');
      return { status, headers: response.headers, body: Buffer.concat(pieces).toString('utf8') };
    });
  }

  function explain({ status, headers, body }: Answer): SendError {
    const [, code = ''] = /<Code>([^<]*)<\/Code>/.exec(body) ?? [];
    if (code === 'NoSuchBucket')
      return new SendError(
        'stop',
        'sync/noFolder',
        `There is no bucket ${bucket} at ${settings.endpoint}. Make it, or mend its name.`,
      );
    if (['InvalidAccessKeyId', 'SignatureDoesNotMatch', 'ExpiredToken', 'InvalidToken'].includes(code))
      return new SendError(
        'stop',
        'sync/refused',
        `${where} does not take this access key and secret (${code}). Type in the right ones.`,
      );
    if (/Quota|StorageFull|InsufficientStorage/i.test(code))
      return new SendError(
        'stop',
        'sync/full',
        `There is no room left in ${where} (${code}). Make some, then choose Sync now.`,
      );
    const retryAfter = headers['retry-after'] ?? null;
    return explainStatus(code === 'SlowDown' ? 503 : status, where, retryAfter);
  }

  function expectDone(answer: Answer): Answer {
    // Completing answers 200 first, and may think better of it in the body.
    if (answer.status >= 300 || /<Error>/.test(answer.body)) throw explain(answer);
    return answer;
  }

  /** A key that may only write must not look: then the condition on the write is what protects. */
  async function isTaken(key: string): Promise<boolean> {
    const answer = await ask({ method: 'HEAD', key });
    if (answer.status === 404 || answer.status === 403) return false;
    return expectDone(answer).status === 200;
  }

  const isRefusedByCondition = ({ status }: Answer): boolean => status === 412;
  const etagOf = (text: string | undefined): string => (text ?? '').replace(/&quot;|"/g, '');

  async function putWhole(key: string, body: Buffer): Promise<'put' | 'verified' | 'taken'> {
    const digest = createHash('md5').update(body);
    const md5 = digest.copy().digest('hex');
    const headers = { 'if-none-match': '*', 'content-md5': digest.digest('base64') };
    const answer = await ask({ method: 'PUT', key, headers, body });
    if (isRefusedByCondition(answer)) return 'taken';
    return etagOf(expectDone(answer).headers.etag) === md5 ? 'verified' : 'put';
  }

  async function findUpload(key: string): Promise<{ upload: string; arrived: Map<number, string> } | null> {
    try {
      const upload = await guarded(() => client.findUploadId(bucket, key));
      if (upload === undefined) return null;
      const parts = await guarded(() => client.partsOf(bucket, key, upload));
      return { upload, arrived: new Map(parts.map(({ part, etag }) => [part, etagOf(etag)])) };
    } catch {
      // Not allowed to look, or gone meanwhile: then it begins again.
      return null;
    }
  }

  async function putParts(
    key: string,
    file: OutgoingFile,
    handle: FileHandle,
    moved: (bytes: number) => void,
  ): Promise<'put' | 'verified' | 'taken'> {
    const { upload, arrived } = (await findUpload(key)) ?? {
      upload: await beginUpload(key),
      arrived: new Map<number, string>(),
    };
    const query = `uploadId=${encodeURIComponent(upload)}`;
    const partBytes = partSizeOf(file.size);
    const buffer = Buffer.allocUnsafe(partBytes);
    const etags: string[] = [];
    const whole = createHash('md5');
    for (let from = 0; from < file.size; from += partBytes) {
      const length = Math.min(partBytes, file.size - from);
      const body = buffer.subarray(0, length);
      await readAll(handle, body, from);
      const digest = createHash('md5').update(body).digest();
      whole.update(digest);
      const part = etags.length + 1;
      const md5 = digest.toString('hex');
      let etag = arrived.get(part);
      if (etag !== md5) {
        const headers = { 'content-md5': digest.toString('base64') };
        const answer = await ask({ method: 'PUT', key, query: `partNumber=${part}&${query}`, headers, body });
        etag = etagOf(expectDone(answer).headers.etag);
      }
      etags.push(etag);
      moved(from + length);
    }
    const parts = etags.map(
      (etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>"${etag}"</ETag></Part>`,
    );
    const body = `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.join('')}</CompleteMultipartUpload>`;
    const answer = await ask({ method: 'POST', key, query, headers: { 'if-none-match': '*' }, body });
    if (isRefusedByCondition(answer)) {
      await ask({ method: 'DELETE', key, query });
      return 'taken';
    }
    const [, etag] = /<ETag>([^<]*)<\/ETag>/.exec(expectDone(answer).body) ?? [];
    return etagOf(etag) === `${whole.digest('hex')}-${etags.length}` ? 'verified' : 'put';
  }

  async function beginUpload(key: string): Promise<string> {
    const answer = expectDone(await ask({ method: 'POST', key, query: 'uploads' }));
    const [, upload] = /<UploadId>([^<]+)<\/UploadId>/.exec(answer.body) ?? [];
    if (upload === undefined) throw explainStatus(405, where);
    return upload;
  }

  const remove = async (key: string): Promise<void> => {
    const answer = await ask({ method: 'DELETE', key });
    if (answer.status !== 404) expectDone(answer);
  };

  return {
    async test() {
      const probe = keyOf(`.cubicle-partial/probe-${randomBytes(8).toString('hex')}`);
      expectDone(await ask({ method: 'PUT', key: probe, body: Buffer.alloc(64, 'x') }));
      // A key that may only write leaves it behind; it holds nothing.
      await remove(probe).catch(() => undefined);
    },
    async hash(path) {
      const hash = createHash('sha256');
      const answer = await ask({ method: 'GET', key: keyOf(path) }, (piece) => hash.update(piece));
      if (answer.status === 404 && !answer.body.includes('NoSuchBucket')) return null;
      expectDone(answer);
      return hash.digest('hex');
    },
    async put(path, file, moved) {
      const key = keyOf(path);
      if (await isTaken(key)) return 'taken';
      const handle = await open(file.file, 'r');
      try {
        if (file.size > partSizeOf(file.size)) return await putParts(key, file, handle, moved);
        const body = Buffer.alloc(file.size);
        await readAll(handle, body, 0);
        return await putWhole(key, body);
      } finally {
        await handle.close();
      }
    },
    remove: (path) => remove(keyOf(path)),
    async close() {
      line.close();
    },
  };
}

async function readAll(handle: FileHandle, into: Buffer, from: number): Promise<void> {
  for (let read = 0; read < into.length; ) {
    const { bytesRead } = await handle.read(into, read, into.length - read, from + read);
    if (bytesRead === 0) throw new SendError('record', 'sync/unreadable', 'The file became shorter while it was sent.');
    read += bytesRead;
  }
}
