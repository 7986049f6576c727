import { request } from 'node:http';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SyncSettings } from '../../protocol/sync';
import { createFaultProxy, type FaultProxy } from './createFaultProxy';
import { readFolder } from './readFolder';
import { accessKey, noMoto, noRclone, secret, startS3, startWebdav } from './startServers';

/** A far end for tests: a real server behind a proxy that can spoil things. */
export type FarEnd = {
  settings: SyncSettings;
  secret: string | null;
  /** null where there is no line to spoil. */
  proxy: FaultProxy | null;
  /** Everything that people see at the far end, by path. */
  read(): Promise<Map<string, Buffer>>;
  /** Puts something there that this host did not send. */
  plant(path: string, body: string): Promise<void>;
  close(): Promise<void>;
};
export type FarEndKind = { name: string; missing: string | null; open(): Promise<FarEnd> };

const visible = (files: Map<string, Buffer>): Map<string, Buffer> =>
  new Map([...files].filter(([path]) => !path.startsWith('.cubicle-partial/')));

function writeInto(folder: string, path: string, body: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), body);
}

const folder: FarEndKind = {
  name: 'a folder',
  missing: null,
  async open() {
    const path = mkdtempSync(join(tmpdir(), 'cubicle-far-'));
    return {
      settings: { kind: 'folder', path },
      secret: null,
      proxy: null,
      read: async () => visible(readFolder(path)),
      plant: async (name, body) => writeInto(path, name, body),
      close: async () => rmSync(path, { recursive: true, force: true }),
    };
  },
};

const webdav: FarEndKind = {
  name: 'WebDAV',
  missing: noRclone,
  async open() {
    const server = await startWebdav();
    const proxy = await createFaultProxy(server.port);
    return {
      settings: { kind: 'webdav', url: `http://127.0.0.1:${proxy.port}`, user: 'lab' },
      secret,
      proxy,
      read: async () => visible(readFolder(server.folder)),
      plant: async (name, body) => writeInto(server.folder, name, body),
      async close() {
        await proxy.close();
        await server.stop();
      },
    };
  },
};

const bucket = 'records';
/** The server believes every signature, but wants one. */
const anyKey = 'AWS4-HMAC-SHA256 Credential=reader/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0';

const s3: FarEndKind = {
  name: 'S3',
  missing: noMoto,
  async open() {
    const server = await startS3();
    const proxy = await createFaultProxy(server.port);
    const ask = (method: string, path: string, body = '') =>
      plainRequest(server.port, method, `/${bucket}${path}`, body);
    await ask('PUT', '');
    return {
      settings: {
        kind: 's3',
        endpoint: `http://127.0.0.1:${proxy.port}`,
        region: 'us-east-1',
        bucket,
        prefix: 'lab',
        accessKey,
      },
      secret,
      proxy,
      async read() {
        const listed = (await ask('GET', '?list-type=2')).toString('utf8');
        const keys = [...listed.matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, key]) => key ?? '');
        const found = new Map<string, Buffer>();
        for (const key of keys)
          found.set(key.replace(/^lab\//, ''), await ask('GET', `/${encodeURI(key).replace(/%25/g, '%25')}`));
        return visible(found);
      },
      plant: async (name, body) => void (await ask('PUT', `/lab/${name}`, body)),
      async close() {
        await proxy.close();
        await server.stop();
      },
    };
  },
};

/** Places that keep files. */
export const fileFarEnds: readonly FarEndKind[] = [folder, webdav, s3];

function plainRequest(port: number, method: string, path: string, body: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const asked = request({
      port,
      host: '127.0.0.1',
      method,
      path,
      headers: { 'content-length': Buffer.byteLength(body), authorization: anyKey },
    });
    asked.on('response', (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () => resolve(Buffer.concat(pieces)));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
