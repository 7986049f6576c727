import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect, createServer, type Socket } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Gates, type GatesOptions, startGates } from '../../../tests/stations/startGates';
import { createServers } from './createServers.node';
import { eventually } from '../../../tests/eventually';

type Reply = { status: number; headers: Record<string, string | string[] | undefined>; body: string };
type Asked = { method?: string; headers?: Record<string, string>; body?: string; lan?: boolean };

let gates: Gates;
const start = async (options?: GatesOptions) => {
  gates = await startGates(options);
};
afterEach(() => gates.close());

function get(path: string, { method = 'GET', headers = {}, body, lan = false }: Asked = {}): Promise<Reply> {
  const port = lan ? gates.servers.lanPort() : gates.servers.port;
  const options = { host: '127.0.0.1', port, path, method, headers: { Connection: 'close', ...headers }, agent: false };
  return new Promise((resolve, reject) => {
    const asked = (lan ? httpsRequest({ ...options, rejectUnauthorized: false }) : httpRequest(options)).on(
      'error',
      reject,
    );
    asked.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
      response.on('error', reject);
    });
    asked.end(body);
  });
}

/** Opens a connection, sends text, and gives what comes until it is closed. */
function speak(text: string): { socket: Socket; heard: Promise<string> } {
  const socket = connect(gates.servers.port, '127.0.0.1');
  socket.setEncoding('utf8');
  let heard = '';
  socket.on('data', (piece) => (heard += String(piece)));
  socket.on('error', () => undefined);
  socket.write(text);
  return { socket, heard: new Promise((resolve) => socket.on('close', () => resolve(heard))) };
}

describe('a request', () => {
  it('gets the pages with headers that let nothing else in', async () => {
    await start();
    const page = await get('/station/');
    expect(page).toMatchObject({ status: 200, body: '<!doctype html><title>station</title>' });
    expect(page.headers['content-security-policy']).toBe(
      "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'",
    );
    expect(page.headers).toMatchObject({
      'cache-control': 'no-store',
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    });
    const asset = await get('/assets/station-abcd1234.js');
    expect(asset.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
    });
    expect(await get('/')).toMatchObject({ status: 302, headers: { location: '/station/' } });
    expect((await get('/station/', { method: 'HEAD' })).body).toBe('');
  });

  it('by another name is misdirected, on both listeners', async () => {
    await start();
    await gates.servers.setLan(['127.0.0.1']);
    for (const host of ['evil.example', `evil.example:${gates.servers.port}`, '127.0.0.1', '127.0.0.1:1'])
      expect((await get('/station/', { headers: { Host: host } })).status).toBe(421);
    expect(await speak('GET /station/ HTTP/1.0\r\n\r\n').heard).toMatch(/^HTTP\/1\.1 421 /);
    expect((await get('/station/', { lan: true, headers: { Host: 'evil.example' } })).status).toBe(421);
    expect((await get('/station/', { headers: { Host: `LOCALHOST:${gates.servers.port}` } })).status).toBe(200);
  });

  it('finds the console on this machine only', async () => {
    await start();
    await gates.servers.setLan(['127.0.0.1']);
    expect((await get('/console/')).status).toBe(200);
    expect((await get('/console/', { lan: true })).status).toBe(404);
    expect((await get('/station/', { lan: true })).status).toBe(200);
  });

  it('from another origin is told nothing that lets a page read it', async () => {
    await start({ requests: { pair: () => Promise.resolve({ status: 200, body: {} }) } });
    await gates.servers.setLan(['127.0.0.1']);
    for (const reply of [
      await get('/station/', {
        method: 'OPTIONS',
        headers: { Origin: 'http://evil.example', 'Access-Control-Request-Method': 'POST' },
      }),
      await get('/station/', { headers: { Origin: 'http://evil.example' } }),
    ])
      expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    const json = { 'Content-Type': 'application/json' };
    expect(
      (
        await get('/pair/start', {
          lan: true,
          method: 'POST',
          body: '{}',
          headers: { ...json, Origin: 'https://evil.example' },
        })
      ).status,
    ).toBe(403);
    expect(
      (await get('/pair/start', { lan: true, method: 'POST', body: '{}', headers: { 'Content-Type': 'text/plain' } }))
        .status,
    ).toBe(400);
    expect((await get('/pair/start', { lan: true, method: 'POST', body: '{}', headers: json })).status).toBe(200);
  });

  it('with too much of anything is refused', async () => {
    await start({ requests: { pair: () => Promise.resolve({ status: 200, body: {} }) } });
    await gates.servers.setLan(['127.0.0.1']);
    expect((await get('/station/', { headers: { Cookie: 'x'.repeat(9_000) } })).status).toBe(431);
    expect((await get(`/station/${'x'.repeat(3_000)}`)).status).toBe(404);
    const json = { 'Content-Type': 'application/json' };
    const long = JSON.stringify('x'.repeat(70_000));
    expect((await get('/pair/start', { lan: true, method: 'POST', headers: json, body: long })).status).toBe(413);
    const chunked = { ...json, 'Transfer-Encoding': 'chunked' };
    expect((await get('/pair/start', { lan: true, method: 'POST', headers: chunked, body: long })).status).toBe(413);
    expect((await get('/pair/start', { lan: true, method: 'POST', headers: json, body: '{' })).status).toBe(400);
    expect(await speak('NONSENSE\r\n\r\n').heard).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('that the host fails on says nothing of why', async () => {
    const quiet = vi.spyOn(console, 'error').mockReturnValue();
    await start({ requests: { studyAsset: () => Promise.reject(new Error('/secret/path is broken')) } });
    const reply = await get('/study/s/a.png');
    expect(reply.status).toBe(500);
    expect(reply.body).not.toContain('secret');
    quiet.mockRestore();
  });
});

describe('files', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cubicle-files-'));
    await writeFile(join(folder, 'a.svg'), '<svg/>');
    await writeFile(join(folder, 'a.html'), '<script>1</script>');
    await writeFile(join(folder, 'empty.png'), '');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('of a study are shown as pictures, never as pages or scripts', async () => {
    await start({
      requests: { studyAsset: async (session, name) => (session === 's' ? { file: join(folder, name), name } : null) },
    });
    const svg = await get('/study/s/a.svg');
    expect(svg).toMatchObject({ status: 200, body: '<svg/>', headers: { 'content-type': 'image/svg+xml' } });
    expect(svg.headers['content-security-policy']).toContain('sandbox');
    expect((await get('/study/s/a.html')).headers['content-type']).toBe('application/octet-stream');
    expect((await get('/study/s/empty.png')).headers['content-length']).toBe('0');
    expect((await get('/study/s/none.png')).status).toBe(404);
    expect((await get('/study/other/a.svg')).status).toBe(404);
    expect((await get('/study/s/a.svg', { method: 'HEAD' })).headers['content-length']).toBe('6');
  });

  it('to download are given once, under their name', async () => {
    const waiting = new Map([['id1', { file: join(folder, 'a.svg'), name: 'Übung "1".zip' }]]);
    const takeDownload = (id: string) => {
      const file = waiting.get(id) ?? null;
      waiting.delete(id);
      return file;
    };
    await start({ requests: { takeDownload } });
    expect((await get('/download/id1', { method: 'HEAD' })).status).toBe(405);
    const first = await get('/download/id1');
    expect(first).toMatchObject({ status: 200, body: '<svg/>' });
    expect(first.headers['content-disposition']).toBe("attachment; filename*=UTF-8''%C3%9Cbung%20%221%22.zip");
    expect((await get('/download/id1')).status).toBe(404);
  });
});

describe('connections that say nothing', () => {
  it('are closed after three seconds, and a station gets in meanwhile', async () => {
    await start();
    const silent = Array.from({ length: 200 }, () => speak('GET /station/ HTTP/1.1\r\nHost: '));
    const began = performance.now();
    expect((await get('/station/')).status).toBe(200);
    expect(performance.now() - began).toBeLessThan(1_000);
    await Promise.all(silent.map(({ heard }) => heard));
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it('are bounded per address on the LAN', async () => {
    await start({ strangers: { perAddress: 4, total: 8 } });
    await gates.servers.setLan(['127.0.0.1']);
    const { connect: connectTls } = await import('node:tls');
    let open = 0;
    const sockets = Array.from({ length: 12 }, () => {
      const socket = connectTls({ host: '127.0.0.1', port: gates.servers.lanPort() ?? 0, rejectUnauthorized: false });
      socket.on('secureConnect', () => (open += 1));
      socket.on('error', () => undefined);
      socket.on('close', () => (open -= 1));
      return socket;
    });
    await eventually(() => expect(sockets.filter((socket) => socket.destroyed)).toHaveLength(8));
    expect(open).toBe(4);
    expect((await get('/station/', { lan: true })).status).toBe(200);
  });
});

describe('ports', () => {
  const take = async (port: number) => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return () => new Promise((resolve) => server.close(resolve));
  };
  const options = () => ({
    tls: { certPem: gates.certificate.cert, keyPem: gates.certificate.key },
    lanNames: [],
    portPatienceMs: 0,
    log: () => undefined,
    door: { enter: () => () => undefined, count: () => 0 },
    handlers: { request: () => undefined, upgrade: () => undefined },
  });

  it('that were asked for are had or refused in words', async () => {
    await start();
    await expect(createServers({ ...options(), port: gates.servers.port })).rejects.toThrow(
      `Port ${gates.servers.port} is taken by another program`,
    );
  });

  it('that a dying host still holds are waited for', async () => {
    await start();
    const port = gates.servers.port + 5;
    const release = await take(port);
    const told: string[] = [];
    const log = (line: string): void => {
      told.push(line);
      void release();
    };
    const servers = await createServers({ ...options(), port, portPatienceMs: 60_000, log });
    expect(servers.port).toBe(port);
    expect(told).toEqual([`Port ${port} is not free yet: waiting for it.`]);
    await servers.close();
  });

  it('on the LAN are the next ones when the first is taken there', async () => {
    await start();
    const { port } = gates.servers;
    const release = await take(port + 1);
    // On one address the loopback listener itself takes the first port.
    expect(await gates.servers.setLan(['127.0.0.1'])).toEqual([]);
    expect(gates.servers.lanPort()).toBe(port + 2);
    await release();
  });

  it('of addresses that are gone are closed, and an address that is none is told in words', async () => {
    await start();
    await gates.servers.setLan(['127.0.0.1']);
    const problems = await gates.servers.setLan(['192.0.2.77']);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('192.0.2.77');
    expect(gates.servers.lanAddresses()).toEqual([]);
    await expect(get('/station/', { lan: true })).rejects.toThrow();
  });
});
