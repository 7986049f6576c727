import { createHash, randomBytes } from 'node:crypto';
import { AuthType, createClient, type WebDAVClient } from 'webdav';
import { createLine, readCounted } from './createLine.node';
import { explainSilence, explainStatus } from './explainStatus';
import type { FileStore } from './FileStore';
import { SendError } from './SendError';
import type { OutgoingFile } from './Target';

export type WebdavSettings = { url: string; user: string };

/** Files that are not whole yet are here, out of the way of everybody who looks at the records. */
const PARTIAL = '/.cubicle-partial';

/** A folder on a WebDAV server, as Nextcloud has it. A file that was broken off is sent again from its beginning. */
export function openWebdavStore({ url, user }: WebdavSettings, password: string, stallMs?: number): FileStore {
  const line = createLine(stallMs);
  const client: WebDAVClient = createClient(url, {
    authType: AuthType.Auto,
    username: user,
    password,
    httpAgent: line.http,
    httpsAgent: line.https,
  });
  const madeFolders = new Set<string>();
  const at = (path: string): string => `/${path}`;

  /** Runs one request. `but`: statuses that are an answer like any other. */
  async function ask<T>(run: (moved: () => void) => Promise<T>, but: Record<number, T> = {}): Promise<T> {
    try {
      return await line.watch(run);
    } catch (cause) {
      if (cause instanceof SendError) throw cause;
      const status = numberOf(cause, 'status');
      if (status !== null && status in but) return but[status] as T;
      if (status !== null) throw explainStatus(status, url, retryAfterOf(cause));
      const why = cause instanceof Error ? cause.message : String(cause);
      throw explainSilence(textOf(cause, 'code'), why, url);
    }
  }

  /** Also settles how to log in, before the first body is sent: a stream cannot be sent twice. */
  const expectRoot = () => ask(async () => void (await client.stat('/')));

  async function makeFolder(path: string): Promise<void> {
    if (path === '' || path === '/' || madeFolders.has(path)) return;
    await makeFolder(path.slice(0, path.lastIndexOf('/')));
    // 405: there is one.
    await ask(() => client.createDirectory(path), { 405: undefined });
    madeFolders.add(path);
  }

  const sizeOf = (path: string): Promise<number | null> =>
    ask<number | null>(
      async () => {
        const found = await client.stat(path);
        return 'size' in found ? found.size : 0;
      },
      { 404: null },
    );

  async function hashOf(path: string): Promise<string | null> {
    if ((await sizeOf(path)) === null) return null;
    return ask((moved) => {
      const hash = createHash('sha256');
      return new Promise<string>((resolve, reject) => {
        client
          .createReadStream(path)
          .on('data', (piece: Buffer) => {
            hash.update(piece);
            moved();
          })
          .on('error', reject)
          .on('end', () => resolve(hash.digest('hex')));
      });
    });
  }

  const remove = (path: string): Promise<void> => ask(() => client.deleteFile(path), { 404: undefined });

  async function fill(partial: string, file: OutgoingFile, moved: (bytes: number) => void): Promise<void> {
    await ask(async (alive) => {
      const body = readCounted(file.file, (bytes) => {
        alive();
        moved(bytes);
      });
      try {
        // Without a length it would be sent in chunks, which some servers refuse.
        await client.putFileContents(partial, body, { headers: { 'Content-Length': String(file.size) } });
      } finally {
        body.destroy();
      }
    });
  }

  return {
    async test() {
      await expectRoot();
      await makeFolder(PARTIAL);
      const probe = `${PARTIAL}/probe-${randomBytes(8).toString('hex')}`;
      await ask(() => client.putFileContents(probe, Buffer.alloc(4096, 'x')));
      await remove(probe);
    },
    hash: (path) => hashOf(at(path)),
    async put(path, file, moved) {
      await expectRoot();
      if ((await sizeOf(at(path))) !== null) return 'taken';
      await makeFolder(PARTIAL);
      await makeFolder(at(path).slice(0, at(path).lastIndexOf('/')));
      const name = createHash('sha256').update(`${path}\n${file.sha256}`).digest('hex').slice(0, 32);
      const partial = `${PARTIAL}/${name}`;
      // An attempt that was broken off after the last byte needs no second sending.
      const isThere = (await sizeOf(partial)) === file.size && (await hashOf(partial)) === file.sha256;
      if (!isThere) {
        await fill(partial, file, moved);
        if ((await hashOf(partial)) !== file.sha256) {
          await remove(partial);
          throw new SendError(
            'passing',
            'sync/altered',
            `${path} did not arrive as it was sent. It is sent again; if this repeats, the server or the line to it damages files.`,
          );
        }
      }
      const isFree = await ask(
        async () => {
          await client.moveFile(partial, at(path), { overwrite: false });
          return true;
        },
        { 412: false },
      );
      if (!isFree) await remove(partial);
      return isFree ? 'verified' : 'taken';
    },
    remove: (path) => remove(at(path)),
    async close() {
      line.close();
    },
  };
}

function numberOf(cause: unknown, field: string): number | null {
  const value: unknown = cause instanceof Error ? Reflect.get(cause, field) : null;
  return typeof value === 'number' ? value : null;
}

function textOf(cause: unknown, field: string): string {
  const value: unknown = cause instanceof Error ? Reflect.get(cause, field) : '';
  return typeof value === 'string' ? value : '';
}

function retryAfterOf(cause: unknown): string | null {
  const response: unknown = cause instanceof Error ? Reflect.get(cause, 'response') : null;
  if (typeof response !== 'object' || response === null || !('headers' in response)) return null;
  const { headers } = response as { headers: { get(name: string): string | null } };
  return headers.get('retry-after');
}
