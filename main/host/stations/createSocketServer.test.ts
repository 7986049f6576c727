import * as fc from 'fast-check';
import { io } from 'socket.io-client';
import { Encoder } from 'socket.io-msgpack-parser';
import { afterEach, expect, it } from 'vitest';
import { type Gates, next, startGates } from '../../../tests/stations/startGates';
import { eventually } from '../../../tests/eventually';

let gates: Gates;
afterEach(() => gates.close());

it('takes a WebSocket from its own pages and from programs, not from pages of others', async () => {
  gates = await startGates();
  const port = gates.servers.port;
  for (const origin of [
    'http://evil.example',
    `http://evil.example:${port}`,
    'null',
    `https://127.0.0.1:${port}`,
    `http://127.0.0.1:${port + 1}`,
  ]) {
    const client = gates.connect('/station', { headers: { Origin: origin } });
    const error = await next<Error & { context?: { statusText?: number } }>(client, 'connect_error');
    expect(error.message, origin).toBe('websocket error');
  }
  expect(gates.openSockets()).toBe(0);
  const own = gates.connect('/station', { headers: { Origin: `http://127.0.0.1:${port}` } });
  await next(own, 'connect');
  const program = gates.connect('/station');
  await next(program, 'connect');
});

it('takes no WebSocket that calls it by another name', async () => {
  gates = await startGates();
  const client = gates.connect('/station', { headers: { Host: 'evil.example' } });
  await next(client, 'connect_error');
  expect(gates.openSockets()).toBe(0);
});

it('knows no namespace but the two, and closes a line that joins none', async () => {
  gates = await startGates({ limits: { identifyMs: 200 } });
  const root = gates.connect('/');
  expect((await next<Error>(root, 'connect_error')).message).toContain('/station');
  const other = gates.connect('/admin');
  expect((await next<Error>(other, 'connect_error')).message).toBe('Invalid namespace');
  await eventually(() => expect([root.io.engine.readyState, other.io.engine.readyState]).toEqual(['closed', 'closed']));
});

it('speaks WebSocket only', async () => {
  gates = await startGates();
  const client = io(`${gates.url}/station`, { transports: ['polling'], reconnection: false });
  await next(client, 'connect_error');
  client.disconnect();
  expect(gates.openSockets()).toBe(0);
});

it('bounds the lines of one machine on the LAN that have not said who they are', async () => {
  gates = await startGates({ strangers: { perAddress: 3, total: 10 } });
  await gates.servers.setLan(['127.0.0.1']);
  const base = `https://127.0.0.1:${gates.servers.lanPort()}`;
  const clients: ReturnType<Gates['connect']>[] = [];
  for (let n = 0; n < 6; n++) {
    const client = gates.connect('/station', { base });
    await next(client, 'connect');
    clients.push(client);
  }
  await eventually(() =>
    expect(clients.map(({ connected }) => connected)).toEqual([false, false, false, true, true, true]),
  );
  // On this machine a demonstration may open as many windows as it likes.
  const local = Array.from({ length: 6 }, () => gates.connect('/station'));
  await Promise.all(local.map((client) => next(client, 'connect')));
  expect(local.every(({ connected }) => connected)).toBe(true);
});

it('survives whatever bytes come, and goes on serving', async () => {
  gates = await startGates();
  const encoder = new Encoder();
  const packet = fc
    .record({
      type: fc.oneof(fc.integer({ min: 0, max: 4 }), fc.anything()),
      nsp: fc.constantFrom('/station', '/console', '/', '', 7, null),
      data: fc.oneof(fc.anything(), fc.array(fc.anything())),
      id: fc.oneof(fc.nat(), fc.constant(undefined), fc.anything()),
    })
    .map((each) => {
      try {
        return Buffer.from(new Uint8Array([encoder.encode(each)].flat()[0] ?? new ArrayBuffer(0)));
      } catch {
        return Buffer.from([0xc1]);
      }
    });
  const frames = fc.array(
    fc.oneof(
      packet,
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
      fc.string(),
    ),
    { minLength: 1, maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(frames, async (each) => {
      const client = gates.connect('/station');
      await next(client, 'connect');
      for (const frame of each) client.io.engine.write(frame);
      client.disconnect();
    }),
    { numRuns: 150 },
  );
  await eventually(() => expect(gates.openSockets()).toBe(0), { timeout: 5_000 });
  const client = gates.connect('/station');
  await next(client, 'connect');
  expect(gates.told).toEqual([]);
});

it('shuts a machine of the LAN out for a while that floods without saying who it is', async () => {
  gates = await startGates({ limits: { banMs: 500 } });
  await gates.servers.setLan(['127.0.0.1']);
  const base = `https://127.0.0.1:${gates.servers.lanPort()}`;
  const client = gates.connect('/station', { base });
  await next(client, 'connect');
  for (let n = 0; n < 1_000; n++) client.emit('scene:advance', { scene: 'a' });
  await next(client, 'disconnect');
  await next(gates.connect('/station', { base }), 'connect_error');
  expect(gates.told).toEqual([]);
  await eventually(
    async () => {
      const back = gates.connect('/station', { base });
      await Promise.race([next(back, 'connect'), next(back, 'connect_error')]);
      expect(back.connected).toBe(true);
    },
    { interval: 100 },
  );
});
