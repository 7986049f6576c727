import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import type { Door } from './createDoor';
import type { Listener } from './Listener';
import { refuseUpgrade } from './createSocketServer.node';

export type ListenerHandlers = {
  request(request: http.IncomingMessage, response: http.ServerResponse, listener: Listener): void;
  upgrade(request: http.IncomingMessage, socket: Duplex, head: Buffer, listener: Listener): void;
};
export type OpenListener = { listener: Listener; close(): Promise<void> };
export type TlsIdentity = { certPem: string; keyPem: string };

const headersMs = 3_000;
const bounds = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: headersMs,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 500,
};
const maxConnections = 512;

/**
 * Starts listening at one address: plain HTTP on the loopback, TLS 1.3 on the LAN. A connection that has not made a request
 * within 3 s is closed, and only so many may be in that state (`door`).
 * @throws the error of `listen`, e.g. EADDRINUSE
 */
export async function openListener(
  listener: Listener,
  tls: TlsIdentity | null,
  door: Door | null,
  handlers: ListenerHandlers,
): Promise<OpenListener> {
  const server = tls
    ? https.createServer({
        ...bounds,
        minVersion: 'TLSv1.3',
        cert: tls.certPem,
        key: tls.keyPem,
        handshakeTimeout: headersMs,
      })
    : http.createServer(bounds);
  server.maxConnections = maxConnections;
  // Node 16 takes these as properties only.
  server.headersTimeout = bounds.headersTimeout;
  server.requestTimeout = bounds.requestTimeout;
  server.keepAliveTimeout = bounds.keepAliveTimeout;
  const sockets = new Set<Socket>();
  const stopWaiting = new WeakMap<Socket, () => void>();

  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // Errors of a connection that nobody serves yet are the far end's.
    socket.on('error', () => socket.destroy());
    if (!tls) expectRequest(socket);
  });
  server.on('secureConnection', expectRequest);
  server.on('tlsClientError', (_error, socket: Socket) => socket.destroy());

  function expectRequest(socket: Socket): void {
    const timer = setTimeout(() => socket.destroy(), headersMs);
    const leaveDoor = door?.enter(socket.remoteAddress ?? '', () => socket.destroy());
    const stop = () => {
      clearTimeout(timer);
      leaveDoor?.();
    };
    stopWaiting.set(socket, stop);
    socket.once('close', stop);
  }

  server.on('request', (request, response) => {
    stopWaiting.get(request.socket)?.();
    handlers.request(request, response, listener);
  });
  server.on('upgrade', (request, socket, head) => {
    stopWaiting.get(request.socket)?.();
    if (listener.hosts.has((request.headers.host ?? '').toLowerCase()))
      handlers.upgrade(request, socket, head, listener);
    else refuseUpgrade(socket, '421 Misdirected Request', 'This host does not go by that name.');
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
    if (socket.writable) refuseUpgrade(socket, status, 'This request was not understood.');
    else socket.destroy();
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: listener.address, port: listener.port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  server.on('error', (error) =>
    console.error(`The listener at ${listener.address}:${listener.port} reports:`, error.message),
  );
  return {
    listener,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
