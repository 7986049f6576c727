import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import parser from 'socket.io-msgpack-parser';
import { answerRequest, type RequestDeps } from '../../main/host/stations/answerRequest.node';
import type { ConsoleDeps } from '../../main/host/stations/ConsoleDeps';
import { createBans } from '../../main/host/stations/createBans';
import { createConsoleGate } from '../../main/host/stations/createConsoleGate.node';
import { createDoor } from '../../main/host/stations/createDoor';
import { createServers } from '../../main/host/stations/createServers.node';
import { createSocketServer } from '../../main/host/stations/createSocketServer.node';
import { createStationGate } from '../../main/host/stations/createStationGate.node';
import { readOrMakeCertificate } from '../../main/host/stations/makeCertificate.node';
import { type SocketLimits, socketLimits } from '../../main/host/stations/SocketLimits';
import type { StationDeps } from '../../main/host/stations/StationDeps';
import type { Ack } from '../../protocol/message';
import { someView } from './someView';

export const operatorToken = 'the-operators-own-token';

export type Gates = Awaited<ReturnType<typeof startGates>>;

export type GatesOptions = {
  limits?: Partial<SocketLimits>;
  station?: Partial<StationDeps>;
  console?: Partial<ConsoleDeps>;
  requests?: Partial<RequestDeps>;
  strangers?: { perAddress: number; total: number };
};

/** The whole network side of a host on a free port, with a host behind it that seats whoever shows a token "token-of-<seat>…". */
export async function startGates(options: GatesOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'cubicle-gates-'));
  const certificate = await readOrMakeCertificate(folder);
  const limits = { ...socketLimits, ...options.limits };
  const lines: string[] = [];
  const told: string[] = [];
  const nowMs = () => performance.now();
  const bans = createBans(limits.banMs, nowMs);
  const strangers = options.strangers ?? { perAddress: 16, total: 64 };
  const sockets = createSocketServer({ limits, bans, door: createDoor(strangers) });
  const gate = {
    limits,
    nowMs,
    clockMs: () => 1_000,
    bans,
    describe: (socket: Parameters<typeof sockets.describe>[0]) => sockets.describe(socket),
    log: (line: string) => void lines.push(line),
  };

  const stationDeps: StationDeps = {
    async hello({ token }, connection) {
      const seat = /^token-of-(\w+)/.exec(token ?? '')?.[1];
      if (token === undefined || seat === undefined)
        return { ok: false, error: { code: 'station/unknown', message: 'Nobody knows this token.' } };
      told.push(`hello ${seat} ${connection.loopback ? 'loopback' : 'lan'}`);
      return { ok: true, seat, token, view: { ...someView, seat }, hostMs: 5 };
    },
    async message(seat, request) {
      told.push(`${request.type} ${seat}`);
      return { ok: true };
    },
    gone: (seat) => void told.push(`gone ${seat}`),
    keyframe: () => Promise.resolve(null),
    ...options.station,
  };
  const consoleDeps: ConsoleDeps = {
    hello: () => Promise.resolve({ ok: false, error: { code: 'test/none', message: 'no view' } }),
    async message(request) {
      told.push(request.type);
      return { ok: true };
    },
    keyframe: () => Promise.resolve(null),
    ...options.console,
  };
  const stations = createStationGate(stationDeps, { ...gate, namespace: sockets.stations });
  const consoles = createConsoleGate(consoleDeps, operatorToken, { ...gate, namespace: sockets.consoles });

  const requests: RequestDeps = {
    ui: new Map([
      ['station/index.html', Buffer.from('<!doctype html><title>station</title>')],
      ['console/index.html', Buffer.from('<!doctype html><title>console</title>')],
      ['assets/station-abcd1234.js', Buffer.from('// code')],
    ]),
    studyAsset: () => Promise.resolve(null),
    cardPicture: () => Promise.resolve(null),
    takeDownload: () => null,
    pair: () => Promise.resolve({ status: 403, body: { message: 'closed' } }),
    ...options.requests,
  };
  const servers = await createServers({
    port: await freePort(),
    portPatienceMs: 0,
    log: () => undefined,
    tls: { certPem: certificate.cert, keyPem: certificate.key },
    lanNames: [],
    door: createDoor(strangers),
    handlers: {
      request: (request, response, listener) => void answerRequest(request, response, listener, requests),
      upgrade: (request, socket, head, listener) => sockets.upgrade(request, socket, head, listener),
    },
  });
  const sweep = setInterval(() => {
    stations.sweep();
    consoles.sweep();
  }, 100);
  const clients: Socket[] = [];

  return {
    url: `http://127.0.0.1:${servers.port}`,
    servers,
    stations,
    consoles,
    certificate,
    /** Socket.IO connections that are open. */
    openSockets: () => sockets.stations.sockets.size + sockets.consoles.sockets.size,
    /** Lines of the log. */
    lines,
    /** What the host behind the gates was told, in order. */
    told,
    /** A client that does not come back by itself. */
    connect(namespace: string, { headers, base }: { headers?: Record<string, string>; base?: string } = {}): Socket {
      const client = io(`${base ?? `http://127.0.0.1:${servers.port}`}${namespace}`, {
        parser,
        transports: ['websocket'],
        reconnection: false,
        forceNew: true,
        rejectUnauthorized: false,
        ...(headers && { extraHeaders: headers }),
      });
      clients.push(client);
      return client;
    },
    async close() {
      clearInterval(sweep);
      for (const client of clients) client.disconnect();
      sockets.close();
      await servers.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Settles with the ack of a message. */
export function ask<T extends object = object>(client: Socket, type: string, payload: unknown): Promise<Ack<T>> {
  return new Promise((resolve, reject) => {
    client
      .timeout(5_000)
      .emit(type, payload, (error: Error | null, ack: Ack<T>) => (error ? reject(error) : resolve(ack)));
  });
}

/** Settles when an event of the client comes, with what came. */
export function next<T = unknown>(client: Socket, event: string): Promise<T> {
  return new Promise((resolve) => client.once(event, resolve));
}

/** A port nobody uses, on every address. */
async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}
