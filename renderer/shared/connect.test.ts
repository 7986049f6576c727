import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';
import parser from 'socket.io-msgpack-parser';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Ack } from '../../protocol/message';
import { connect, type Connection } from './connect';

type Wire = {
  payloads: { hello: { name: string }; ask: { n: number } };
  acks: { hello: { welcome: string }; ask: { n: number } };
  pushes: { news: { text: string } };
};
type Answer = (ack: Ack<object>) => void;

let http: HttpServer;
let io: Server;
let connection: Connection<Wire>;
let seen: { type: string; payload: unknown }[];
let handle: (type: string, payload: unknown, answer: Answer, socket: Socket) => void;
const welcome: Ack<{ welcome: string }> = { ok: true, welcome: 'come in' };

beforeEach(async () => {
  seen = [];
  handle = (type, payload, answer) => answer(type === 'hello' ? welcome : { ok: true, ...(payload as object) });
  http = createServer();
  io = new Server(http, { parser, transports: ['websocket'], pingInterval: 500, pingTimeout: 700 });
  io.of('/test').on('connection', (socket) => {
    socket.onAny((type: string, payload: unknown, ...rest: unknown[]) => {
      const answer = rest.at(-1);
      seen.push({ type, payload });
      handle(type, payload, typeof answer === 'function' ? (answer as Answer) : () => undefined, socket);
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  connection.close();
  await io.close();
});
const open = (startClosed = false): void => {
  connection = connect<Wire, 'hello'>({
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/test`,
    startClosed,
    hello: { type: 'hello', payload: () => ({ name: 'me' }), accepted: () => undefined },
  });
};
const phase = (): string => connection.link.getState().phase;
const types = (): string[] => seen.map(({ type }) => type);

it('says hello first, and only then what was asked meanwhile', async () => {
  open();
  expect(await connection.emit('ask', { n: 1 })).toEqual({ ok: true, n: 1 });
  expect(types()).toEqual(['hello', 'ask']);
  expect(phase()).toBe('ready');
});

it('says hello again after a break, and repeats what was not answered', async () => {
  let isFirst = true;
  handle = (type, payload, answer, socket) => {
    if (type === 'hello') return answer(welcome);
    if (!isFirst) return answer({ ok: true, ...(payload as object) });
    isFirst = false;
    socket.conn.close();
  };
  open();
  expect(await connection.emit('ask', { n: 7 })).toEqual({ ok: true, n: 7 });
  expect(types()).toEqual(['hello', 'ask', 'hello', 'ask']);
});

it('asks again when the answer does not come', async () => {
  let asked = 0;
  handle = (type, payload, answer) => {
    if (type === 'hello') answer(welcome);
    else if (++asked > 2) answer({ ok: true, ...(payload as object) });
  };
  open();
  expect(await connection.emit('ask', { n: 3 }, { timeoutMs: 50 })).toEqual({ ok: true, n: 3 });
  expect(asked).toBe(3);
});

it('sends what is of use now only once, and says that the answer was lost', async () => {
  handle = (type, _, answer, socket) => (type === 'hello' ? answer(welcome) : socket.conn.close());
  open();
  await expect.poll(phase).toBe('ready');
  const ack = await connection.emit('ask', { n: 1 }, { retry: false });
  expect(ack.ok ? null : ack.error.code).toBe('connection/lost');
  await expect.poll(phase).toBe('ready');
  expect(types()).toEqual(['hello', 'ask', 'hello']);
});

it('names what must be done once the same each time it says it', async () => {
  const names: unknown[] = [];
  open();
  io.of('/test').on('connection', (socket) =>
    socket.onAny((_, __, name) => void (typeof name === 'string' && names.push(name))),
  );
  let isFirst = true;
  handle = (type, payload, answer, socket) => {
    if (type === 'hello') return answer(welcome);
    if (!isFirst) return answer({ ok: true, ...(payload as object) });
    isFirst = false;
    socket.conn.close();
  };
  expect(await connection.emit('ask', { n: 4 }, { once: true })).toEqual({ ok: true, n: 4 });
  expect(names).toHaveLength(2);
  expect(new Set(names).size).toBe(1);
  await connection.emit('ask', { n: 5 }, { once: true });
  expect(new Set(names).size).toBe(2);
});

it('stays away after a refusal until it is told to try again', async () => {
  handle = (_, __, answer) => answer({ ok: false, error: { code: 'no', message: 'Not you.' } });
  open();
  await expect
    .poll(() => connection.link.getState())
    .toEqual({ phase: 'refused', error: { code: 'no', message: 'Not you.' } });
  handle = (_, __, answer) => answer(welcome);
  connection.retry();
  await expect.poll(phase).toBe('ready');
  expect(types()).toEqual(['hello', 'hello']);
});

it('tries again by itself when it was refused for what will pass', async () => {
  handle = (_, __, answer) => answer({ ok: false, error: { code: 'host/failed', message: 'The disk is full.' } });
  open();
  await expect.poll(() => types().length).toBe(1);
  handle = (_, __, answer) => answer(welcome);
  await expect.poll(phase, { timeout: 5_000 }).toBe('ready');
});

it('lets what is said after a missed heartbeat follow the next hello, even when it must not be said twice', async () => {
  open();
  expect((await connection.emit('ask', { n: 1 })).ok).toBe(true);
  // As a machine with too much to do: nothing runs on this thread, so the heartbeat goes by unseen.
  const endMs = performance.now() + 1_600;
  while (performance.now() < endMs);
  const [once, again] = await Promise.all([
    connection.emit('ask', { n: 2 }, { retry: false }),
    connection.emit('ask', { n: 3 }),
  ]);
  expect([once, again]).toEqual([
    { ok: true, n: 2 },
    { ok: true, n: 3 },
  ]);
  expect(types()).toEqual(['hello', 'ask', 'hello', 'ask', 'ask']);
});

it('returns when the host closes the line, but not when we closed it', async () => {
  open();
  await expect.poll(phase).toBe('ready');
  io.of('/test').disconnectSockets();
  await expect.poll(() => types().length).toBe(2);
  await expect.poll(phase).toBe('ready');
  connection.close();
  expect(phase()).toBe('closed');
  expect(connection.send('ask', { n: 1 })).toBe(false);
});

it('does not knock before it is told to', async () => {
  open(true);
  expect(phase()).toBe('closed');
  const asked = connection.emit('ask', { n: 1 });
  connection.retry();
  expect(await asked).toEqual({ ok: true, n: 1 });
});

it('hears news until it stops listening', async () => {
  open();
  await expect.poll(phase).toBe('ready');
  const heard: string[] = [];
  const stop = connection.on('news', ({ text }) => heard.push(text));
  io.of('/test').emit('news', { text: 'one' });
  await expect.poll(() => heard).toEqual(['one']);
  stop();
  io.of('/test').emit('news', { text: 'two' });
  expect(await connection.emit('ask', { n: 1 })).toMatchObject({ ok: true });
  expect(heard).toEqual(['one']);
});

it('says that something is too long instead of sending it, and goes on', async () => {
  open();
  const ack = await connection.emit('ask', { n: 1, text: 'ä'.repeat(140_000) } as { n: number });
  expect(ack).toMatchObject({
    ok: false,
    error: { code: 'message/tooLong', message: expect.stringContaining('274 kB, and 255 kB at most') as unknown },
  });
  expect(await connection.emit('ask', { n: 2 })).toEqual({ ok: true, n: 2 });
  expect(types()).toEqual(['hello', 'ask']);
});
