import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import parser from 'socket.io-msgpack-parser';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connect, type Connection } from './connect';
import type { ConsoleWire } from './wire';

let http: HttpServer;
let io: Server;
let connection: Connection<ConsoleWire>;
/** What each connection has heard, in order. */
let heard: string[][];

beforeEach(async () => {
  heard = [];
  http = createServer();
  io = new Server(http, { parser, pingInterval: 100, pingTimeout: 200, transports: ['websocket'] });
  io.of('/console').on('connection', (socket) => {
    const own: string[] = [];
    heard.push(own);
    socket.onAny((type: string, _payload: unknown, answer: (ack: object) => void) => {
      own.push(type);
      answer({ ok: true, view: {} });
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  connection = connect<ConsoleWire, 'console:hello'>({
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/console`,
    hello: {
      type: 'console:hello',
      payload: () => ({ protocol: 1, token: 't'.repeat(20) }),
      accepted: () => undefined,
    },
  });
});
afterEach(async () => {
  connection.close();
  await io.close();
});

/** Keeps this thread from doing anything, as a machine with too much to do does. */
function hold(durationMs: number): void {
  const endMs = performance.now() + durationMs;
  while (performance.now() < endMs);
}

test('what is said after a missed heartbeat follows the next hello, even when it must not be said twice', async () => {
  expect((await connection.emit('session:start', {})).ok).toBe(true);
  hold(1000);
  const [once, again] = await Promise.all([
    connection.emit('seat:link', {}, { retry: false }),
    connection.emit('session:pause', {}),
  ]);
  expect([once.ok, again.ok]).toEqual([true, true]);
  expect(heard).toEqual([
    ['console:hello', 'session:start'],
    ['console:hello', 'seat:link', 'session:pause'],
  ]);
});
