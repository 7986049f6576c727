import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer as createTlsServer } from 'node:tls';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io } from 'socket.io-client';
import parser from 'socket.io-msgpack-parser';
import { afterEach, describe, expect, it } from 'vitest';
import { type Gates, next, startGates } from '../../../tests/stations/startGates';
import { createRoom, type Room } from './createRoom.node';
import type { Advertisement } from './discovery/advertise.node';
import { commitTo, newNonce } from './discovery/pairingCode.node';
import { pairWithHost } from './discovery/pairWithHost.node';
import { postPinned } from './discovery/postPinned.node';
import { type HostCertificate, readOrMakeCertificate } from './makeCertificate.node';
import { hashToken } from './newToken.node';
import { eventually } from '../../../tests/eventually';

let gates: Gates;
let room: Room;
let folder: string;
let addresses: string[];
let advertised: Advertisement | null;
let nowMs: number;
const closing: (() => Promise<unknown>)[] = [];

async function openRoom(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'cubicle-room-'));
  addresses = ['127.0.0.1'];
  advertised = null;
  nowMs = 0;
  gates = await startGates({ requests: { pair: (...asked) => room.pair(...asked) } });
  room = await makeRoom();
  expect(await room.open()).toEqual({ ok: true });
}

function makeRoom(): Promise<Room> {
  return createRoom({
    folder,
    certificate: gates.certificate,
    servers: gates.servers,
    nowMs: () => nowMs,
    connectedStations: () => new Set(),
    changed: () => undefined,
    log: (line) => void gates.lines.push(line),
    interfaces: () => ({
      eth0: addresses.map((address) => ({ address, family: 'IPv4', internal: false, netmask: '255.255.255.0' })),
    }),
    advertise(advertisement) {
      advertised = advertisement;
      return { stop: async () => void (advertised = null) };
    },
  });
}

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await room.close();
  await gates.close();
  await rm(folder, { recursive: true });
});

const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);
const place = () => ({ address: '127.0.0.1', port: gates.servers.lanPort() ?? 0, name: 'LAB-PC-1', askEveryMs: 20 });
const onlyRow = () =>
  eventually(() => {
    const [row] = room.view().pairings;
    if (!row) throw new Error('nobody asks');
    return row;
  });

describe('a station that pairs', () => {
  it('shows the code the operator sees, gets its token, and is known by it after a restart', async () => {
    await openRoom();
    let shown = '';
    const pairing = pairWithHost({ ...place(), onCode: (code) => (shown = code) });
    const row = await onlyRow();
    expect(row).toMatchObject({ name: 'LAB-PC-1', code: matching(/^\d{6}$/) });
    await eventually(() => expect(shown).toBe(row.code));
    expect(await room.answerPairing(row.pairing, true)).toEqual({ ok: true });
    const { token, fingerprint } = await pairing;
    expect(fingerprint).toBe(gates.certificate.fingerprint);
    expect(room.view().pairings).toEqual([]);
    expect(room.view().stations).toMatchObject([{ name: 'LAB-PC-1', connected: false }]);
    const kept = await readFile(join(folder, 'room.json'), 'utf8');
    expect(kept).not.toContain(token);
    const again = await makeRoom();
    expect(again.pairedStation(hashToken(token))).toBe(room.view().stations[0]?.station);
    expect(again.pairedStation(hashToken('another'))).toBeNull();
  });

  it('is told when the operator refuses, and cannot be let in afterwards', async () => {
    await openRoom();
    const pairing = pairWithHost({ ...place(), onCode: () => undefined });
    const outcome = expect(pairing).rejects.toThrow('refused');
    const row = await onlyRow();
    await room.answerPairing(row.pairing, false);
    await outcome;
    expect(await room.answerPairing(row.pairing, true)).toMatchObject({
      ok: false,
      error: { code: 'room/pairingOver' },
    });
    expect(room.view().stations).toEqual([]);
  });

  it('is told when nobody answers in two minutes, and when it gives up itself', async () => {
    await openRoom();
    const late = pairWithHost({ ...place(), onCode: () => undefined });
    const outcome = expect(late).rejects.toThrow('Nobody answered in time');
    await onlyRow();
    nowMs = 120_001;
    await outcome;
    room.sweep();
    expect(room.view().pairings).toEqual([]);
    const cancel = new AbortController();
    const given = pairWithHost({ ...place(), onCode: () => cancel.abort(), signal: cancel.signal });
    await expect(given).rejects.toThrow('cancelled');
  });

  it('of another version is told both versions', async () => {
    await openRoom();
    const { address, port } = place();
    const answer = await postPinned({
      address,
      port,
      path: '/pair/start',
      body: { protocol: 99, name: 'x', commit: commitTo(newNonce()) },
      pin: null,
    });
    expect(answer).toMatchObject({ status: 400, body: { message: matching(/99.*version 1/) } });
  });

  it('cannot put anything on the operator’s screen that turns its text around', async () => {
    await openRoom();
    const pairing = pairWithHost({ ...place(), name: '\u202eevil\u0007\u200b', onCode: () => undefined }).catch(
      () => undefined,
    );
    expect((await onlyRow()).name).toBe('evil');
    await room.close();
    await pairing;
  });

  it('finds nobody when the room is closed', async () => {
    await openRoom();
    const target = place();
    await room.close();
    await expect(pairWithHost({ ...target, onCode: () => undefined })).rejects.toThrow('cannot be reached');
    expect(advertised).toBeNull();
  });
});

describe('somebody in between', () => {
  /** Answers stations as a host of its own, and the host as a station of its own. */
  async function startRelay(): Promise<{ port: number; certificate: HostCertificate; heard: string[] }> {
    const certificate = await readOrMakeCertificate(join(folder, 'relay'));
    const heard: string[] = [];
    const server = createTlsServer(
      { key: certificate.key, cert: certificate.cert, minVersion: 'TLSv1.3' },
      (socket) => {
        socket.on('error', () => undefined);
        socket.once('data', (data: Buffer) => {
          const [head = '', body = ''] = data.toString('utf8').split('\r\n\r\n');
          const path = head.split(' ')[1] ?? '';
          heard.push(path);
          const asked: unknown = JSON.parse(body);
          postPinned({
            ...place(),
            path,
            body: typeof asked === 'object' && asked !== null ? asked : {},
            pin: null,
          }).then(
            (answer) => {
              const text = JSON.stringify(answer.body);
              socket.end(
                `HTTP/1.1 ${answer.status} OK\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
              );
            },
            () => socket.destroy(),
          );
        });
      },
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => new Promise((resolve) => server.close(resolve)));
    const address = server.address();
    return { port: typeof address === 'object' ? (address?.port ?? 0) : 0, certificate, heard };
  }

  it('cannot make the two codes equal by passing everything on', async () => {
    await openRoom();
    const relay = await startRelay();
    let shown = '';
    const cancel = new AbortController();
    const pairing = pairWithHost({
      ...place(),
      port: relay.port,
      onCode: (code) => (shown = code),
      signal: cancel.signal,
    });
    const outcome = expect(pairing).rejects.toThrow('cancelled');
    const row = await onlyRow();
    await eventually(() => expect(shown).toMatch(/^\d{6}$/));
    expect(shown).not.toBe(row.code);
    cancel.abort();
    await outcome;
  });

  it('hears not a byte of a station that has seen another certificate before', async () => {
    await openRoom();
    const relay = await startRelay();
    const asked = {
      address: '127.0.0.1',
      port: relay.port,
      path: '/pair/status',
      body: { pairing: 'p', nonce: newNonce() },
      pin: gates.certificate.fingerprint,
    };
    await expect(postPinned(asked)).rejects.toThrow('another certificate');
    expect(relay.heard).toEqual([]);
  });

  it('gets no token for a pairing whose nonce it does not know', async () => {
    await openRoom();
    const pairing = pairWithHost({ ...place(), onCode: () => undefined }).catch(() => undefined);
    const row = await onlyRow();
    await room.answerPairing(row.pairing, true);
    const stolen = await postPinned({
      ...place(),
      path: '/pair/status',
      body: { pairing: row.pairing, nonce: newNonce() },
      pin: null,
    });
    expect(stolen.status).toBe(403);
    expect(JSON.stringify(stolen.body)).not.toContain('token');
    await pairing;
  });
});

describe('the room', () => {
  it('stops pairing at the third miss and says so until it is opened again', async () => {
    await openRoom();
    for (let n = 0; n < 3; n++) {
      const body = { protocol: 1, name: 'x', commit: commitTo(newNonce()) };
      const started = await postPinned({ ...place(), path: '/pair/start', body, pin: null });
      const { pairing } = started.body as { pairing: string };
      const revealed = await postPinned({
        ...place(),
        path: '/pair/reveal',
        body: { pairing, nonce: newNonce() },
        pin: null,
      });
      expect(revealed.status).toBe(409);
    }
    await expect(pairWithHost({ ...place(), onCode: () => undefined })).rejects.toThrow('pairing has stopped');
    expect(room.view().problem).toContain('pairing has stopped');
    await room.close();
    await room.open();
    expect(room.view().problem).toBeNull();
  });

  it('listens and advertises only while it is open, and lets go of its stations when it closes', async () => {
    await openRoom();
    const base = `https://127.0.0.1:${gates.servers.lanPort()}`;
    expect(room.view()).toMatchObject({
      open: true,
      addresses: [base],
      problem: null,
      fingerprint: gates.certificate.fingerprint,
    });
    expect(advertised).toMatchObject({
      port: gates.servers.lanPort(),
      addresses: ['127.0.0.1'],
      fingerprint: gates.certificate.fingerprint,
    });
    const station = io(`${base}/station`, {
      parser,
      transports: ['websocket'],
      reconnection: false,
      rejectUnauthorized: false,
    });
    await next(station, 'connect');
    const lost = next(station, 'disconnect');
    await room.close();
    await lost;
    expect(room.view()).toMatchObject({ open: false, addresses: [] });
    expect(gates.servers.lanPort()).toBeNull();
  });

  it('follows the machine to another address, and back to the network after the cable was out', async () => {
    await openRoom();
    addresses = [];
    room.sweep();
    await eventually(() =>
      expect(room.view()).toMatchObject({ open: true, addresses: [], problem: matching(/cable/) }),
    );
    addresses = ['127.0.0.1'];
    room.sweep();
    await eventually(() =>
      expect(room.view()).toMatchObject({
        open: true,
        addresses: [matching(/127\.0\.0\.1/)],
        problem: null,
      }),
    );
    expect(advertised?.addresses).toEqual(['127.0.0.1']);
  });

  it('cannot be opened without a network, and says what to do', async () => {
    await openRoom();
    await room.close();
    addresses = [];
    expect(await room.open()).toMatchObject({
      ok: false,
      error: { code: 'room/noNetwork', message: matching(/cable/) },
    });
    expect(room.view().open).toBe(false);
  });
});

describe('a host that comes back', () => {
  it('opens the room again that it ended in, and leaves one closed that was closed', async () => {
    await openRoom();
    // The first host is gone without a word: only its file is left.
    await gates.servers.setLan([]);
    room = await makeRoom();
    expect(room.view().open).toBe(false);
    await room.reopen();
    expect(room.view()).toMatchObject({ open: true, addresses: [matching(/^https:\/\/127\.0\.0\.1:/)] });

    await room.close();
    room = await makeRoom();
    await room.reopen();
    expect(room.view()).toMatchObject({ open: false, addresses: [] });
  });
});
