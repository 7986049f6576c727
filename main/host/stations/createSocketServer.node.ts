import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Server as EngineServer } from 'engine.io';
import { type Namespace, Server, type Socket } from 'socket.io';
import * as msgpackParser from 'socket.io-msgpack-parser';
import type { Bans } from './createBans';
import type { Door } from './createDoor';
import type { Listener } from './Listener';
import type { SocketLimits } from './SocketLimits';
import type { Connection } from './StationDeps';

export type SocketServer = {
  stations: Namespace;
  consoles: Namespace;
  /** Takes a WebSocket handshake that came to one of the listeners. Its Host has been checked. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, listener: Listener): void;
  describe(socket: Socket): { connection: Connection; identified(): void };
  close(): void;
};

/** `door` bounds the strangers from the LAN: this machine may open as many windows at once as it likes. */
export type SocketServerOptions = { limits: SocketLimits; bans: Bans; door: Door };
type Arrival = { listener: Listener; address: string; leaveDoor: () => void };

/**
 * One Socket.IO server behind all listeners. WebSocket is the only transport: every station is a browser or an app that has
 * it, and long polling would add a second way in, with bodies of its own to bound. Connection state recovery stays off: a
 * return is a new hello, which brings the whole view.
 */
export function createSocketServer({ limits, bans, door }: SocketServerOptions): SocketServer {
  const arrivals = new WeakMap<IncomingMessage, Arrival>();
  const engine = new EngineServer({
    transports: ['websocket'],
    pingInterval: limits.pingIntervalMs,
    pingTimeout: limits.pingTimeoutMs,
    maxHttpBufferSize: limits.messageBytes,
    perMessageDeflate: false,
  });
  const io = new Server({ parser: msgpackParser, serveClient: false, connectTimeout: limits.identifyMs });
  io.bind(engine);
  io.use((_socket, next) => next(new Error('There is nothing here. Stations connect to /station.')));

  function arrivalOf(socket: Socket): Arrival {
    const arrival = arrivals.get(socket.request);
    if (!arrival) throw new Error('A socket came in by no listener.');
    return arrival;
  }

  return {
    stations: io.of('/station'),
    consoles: io.of('/console'),
    upgrade(request, socket, head, listener) {
      socket.on('error', () => socket.destroy());
      const address = request.socket.remoteAddress ?? '';
      const { origin } = request.headers;
      // Every browser says where a WebSocket comes from; whoever does not is no browser, and has no cookies to be abused.
      if (origin !== undefined && !listener.origins.has(origin.toLowerCase()))
        return refuseUpgrade(socket, '403 Forbidden', 'This page is not of this host.');
      if (!request.url?.startsWith('/socket.io/'))
        return refuseUpgrade(socket, '404 Not Found', 'There is nothing here.');
      if (bans.isBanned(address))
        return refuseUpgrade(socket, '429 Too Many Requests', 'This machine sent too much. Wait a few seconds.');
      const leaveDoor = listener.kind === 'lan' ? door.enter(address, () => request.socket.destroy()) : () => undefined;
      request.socket.once('close', leaveDoor);
      arrivals.set(request, { listener, address, leaveDoor });
      engine.handleUpgrade(request, socket, head);
    },
    describe(socket) {
      const { listener, address, leaveDoor } = arrivalOf(socket);
      return { connection: { id: socket.id, address, loopback: listener.kind === 'loopback' }, identified: leaveDoor };
    },
    close() {
      io.disconnectSockets(true);
      engine.close();
    },
  };
}

/** Refuses a WebSocket handshake in words and hangs up. */
export function refuseUpgrade(socket: Duplex, status: string, words: string): void {
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(words)}\r\n\r\n${words}`,
  );
  socket.once('finish', () => socket.destroy());
}
