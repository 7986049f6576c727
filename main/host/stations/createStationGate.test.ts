import type { Socket } from 'socket.io-client';
import { Socket as TcpSocket } from 'node:net';
import { Encoder } from 'socket.io-msgpack-parser';
import * as fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ask, type Gates, type GatesOptions, next, startGates } from '../../../tests/stations/startGates';
import { someView } from '../../../tests/stations/someView';
import { type GameFrame, PROTOCOL_VERSION } from '../../../protocol/message';
import { eventually } from '../../../tests/eventually';

let gates: Gates;
const start = async (options?: GatesOptions) => {
  gates = await startGates(options);
};
afterEach(() => gates.close());

const hello = (client: Socket, seat: string, rest = '') =>
  ask<{ token: string }>(client, 'station:hello', {
    protocol: PROTOCOL_VERSION,
    token: `token-of-${seat}-and-more${rest}`,
  });
const seated = async (seat: string) => {
  const client = gates.connect('/station');
  const ack = await hello(client, seat);
  expect(ack.ok).toBe(true);
  return client;
};
const frame = (tick: number, reset = false): GameFrame => ({
  game: 'g',
  episode: 0,
  tick,
  delta: { set: [], del: [], ...(reset && { reset: true }) },
  applied: 0,
  countdownMs: 0,
});
const codeOf = (ack: Awaited<ReturnType<typeof ask>>) => (ack.ok ? 'ok' : ack.error.code);

describe('a station', () => {
  it('gets its seat and its view, and its messages carry the seat of the socket', async () => {
    await start();
    const client = await seated('LAB01');
    expect(await ask(client, 'scene:advance', { scene: 'welcome' })).toEqual({ ok: true });
    expect(await ask(client, 'time:ping', {})).toEqual({ ok: true, hostMs: 1_000 });
    client.disconnect();
    await eventually(() => expect(gates.told).toEqual(['hello LAB01 loopback', 'scene:advance LAB01', 'gone LAB01']));
  });

  it('is refused with another version, an unknown token, or before it has said hello', async () => {
    await start();
    const client = gates.connect('/station');
    expect(codeOf(await ask(client, 'scene:advance', { scene: 'welcome' }))).toBe('station/unknown');
    const old = await ask(client, 'station:hello', {
      protocol: PROTOCOL_VERSION - 1,
      token: 'token-of-LAB01-and-more',
    });
    expect(old.ok ? '' : old.error.message).toContain(`${PROTOCOL_VERSION - 1}`);
    expect(
      codeOf(await ask(client, 'station:hello', { protocol: PROTOCOL_VERSION, token: 'a-token-of-somebody-else' })),
    ).toBe('station/unknown');
    expect(gates.told).toEqual([]);
  });

  it('is closed when it does not say hello in time', async () => {
    await start({ limits: { identifyMs: 150 } });
    const silent = gates.connect('/station');
    await next(silent, 'connect');
    expect(await next(silent, 'disconnect')).toBe('io server disconnect');
  });

  it('is closed when it leaves its namespace and keeps the line', async () => {
    await start();
    const client = await seated('LAB01');
    const closed = new Promise((resolve) => client.io.engine.once('close', resolve));
    client.io._close = () => client.io;
    client.disconnect();
    await closed;
    await eventually(() => expect(gates.told).toContain('gone LAB01'));
  });

  it('is told what all are told once it has a seat', async () => {
    await start();
    const [one, other] = [await seated('LAB01'), await seated('LAB02')];
    const stranger = gates.connect('/station');
    await next(stranger, 'connect');
    const heard = vi.fn();
    stranger.on('station:view', heard);
    const views = [next(one, 'station:view'), next(other, 'station:view')];
    gates.stations.sendToAll(someView);
    expect(await Promise.all(views)).toEqual([someView, someView]);
    // What is sent on one line arrives in order: its refusal would come after the view.
    expect(codeOf(await ask(stranger, 'time:ping', {}))).toBe('station/unknown');
    expect(heard).not.toHaveBeenCalled();
  });

  it('does not take a second seat by saying hello again on the same line', async () => {
    let seats = 0;
    await start({
      station: {
        async hello({ token }) {
          if (token === undefined) seats += 1;
          return {
            ok: true,
            seat: `LAB${seats}`,
            token: token ?? `token-of-LAB${seats}-and-more`,
            view: someView,
            hostMs: 0,
          };
        },
      },
    });
    const client = gates.connect('/station');
    const byCode = { protocol: PROTOCOL_VERSION, code: 'ABCDEF' };
    const acks = await Promise.all([ask(client, 'station:hello', byCode), ask(client, 'station:hello', byCode)]);
    expect(acks.map((ack) => ack.ok)).toEqual([true, true]);
    expect(seats).toBe(1);
    expect(gates.stations.connectedSeats()).toEqual(['LAB1']);
  });
});

it('a machine of the LAN may guess ten tokens a minute; programs on this machine are not counted', async () => {
  await start();
  await gates.servers.setLan(['127.0.0.1']);
  const base = `https://127.0.0.1:${gates.servers.lanPort()}`;
  const guess = (client: Socket, n: number) =>
    ask(client, 'station:hello', { protocol: PROTOCOL_VERSION, token: `guess-number-${n}-of-many` });
  const client = gates.connect('/station', { base });
  const codes: string[] = [];
  for (let n = 0; n < 12; n++) codes.push(codeOf(await guess(client, n)));
  expect(codes).toEqual([...Array<string>(10).fill('station/unknown'), 'station/tooManyTries', 'station/tooManyTries']);
  // Whoever guesses learns nothing from a right guess either, until the minute is over.
  expect(codeOf(await hello(client, 'LAB01'))).toBe('station/tooManyTries');
  const local = gates.connect('/station');
  for (let n = 0; n < 12; n++) expect(codeOf(await guess(local, n))).toBe('station/unknown');
  expect(codeOf(await hello(local, 'LAB01'))).toBe('ok');
});

describe('two connections of one seat', () => {
  it('leave the seat to the newer one: the older is told, closed, and its late messages are refused', async () => {
    await start();
    const older = await seated('LAB01');
    const replaced = next<{ message: string }>(older, 'station:replaced');
    const closed = next(older, 'disconnect');
    const newer = await seated('LAB01');
    expect((await replaced).message).toContain('another window');
    expect(await closed).toBe('io server disconnect');
    gates.stations.sendView('LAB01', someView);
    await next(newer, 'station:view');
    // The seat was never without a connection, so nobody is told that it was.
    expect(gates.told.filter((line) => line.startsWith('gone'))).toEqual([]);
  });

  it('leave it to the newer one even when the host answers the older hello last', async () => {
    const answers: (() => void)[] = [];
    await start({
      station: {
        hello: ({ token }) =>
          new Promise((resolve) =>
            answers.push(() => resolve({ ok: true, seat: 'LAB01', token: token ?? '', view: someView, hostMs: 0 })),
          ),
      },
    });
    const older = gates.connect('/station');
    await next(older, 'connect');
    const newer = gates.connect('/station');
    await next(newer, 'connect');
    const first = hello(older, 'LAB01');
    const second = hello(newer, 'LAB01');
    await eventually(() => expect(answers).toHaveLength(2));
    answers[1]?.();
    expect((await second).ok).toBe(true);
    const replaced = next(older, 'station:replaced');
    answers[0]?.();
    await Promise.race([first, replaced]);
    await replaced;
    expect(newer.connected).toBe(true);
    expect(gates.stations.connectedSeats()).toEqual(['LAB01']);
  });

  it('leave it to the newest of many, in whatever order the host answers and the older ones go', async () => {
    const answers = new Map<string, () => void>();
    await start({
      station: {
        hello: ({ token = '' }) =>
          new Promise((resolve) => {
            answers.set(token, () => resolve({ ok: true, seat: 'LAB01', token, view: someView, hostMs: 0 }));
          }),
      },
    });
    const orders = fc.tuple(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), fc.subarray([0, 1, 2]));
    await fc.assert(
      fc.asyncProperty(orders, async ([order, leaving]) => {
        answers.clear();
        const clients: Socket[] = [];
        for (let n = 0; n < 4; n++) {
          const client = gates.connect('/station');
          await next(client, 'connect');
          client.emit('station:hello', { protocol: PROTOCOL_VERSION, token: `token-of-LAB01-number-${n}` });
          await eventually(() => expect(answers.size).toBe(n + 1), { interval: 5 });
          clients.push(client);
        }
        for (const n of leaving) clients[n]?.disconnect();
        for (const n of order) answers.get(`token-of-LAB01-number-${n}`)?.();
        await eventually(() => expect(clients.map(({ connected }) => connected)).toEqual([false, false, false, true]), {
          interval: 5,
        });
        const view = next(clients[3] as Socket, 'station:view');
        gates.stations.sendView('LAB01', someView);
        await view;
        clients[3]?.disconnect();
        await eventually(() => expect(gates.stations.connectedSeats()).toEqual([]), { interval: 5 });
        // Told as often as it was true: at most one connection held the seat at any time, and the last one is gone.
        expect(gates.told.at(-1)).toBe('gone LAB01');
      }),
      { numRuns: 25 },
    );
  });

  it('never tell the host that a seat is gone which has just come back', async () => {
    const answers: (() => void)[] = [];
    await start({
      station: {
        hello: ({ token = '' }) =>
          new Promise((resolve) => {
            answers.push(() => resolve({ ok: true, seat: 'LAB01', token, view: someView, hostMs: 0 }));
          }),
      },
    });
    const older = gates.connect('/station');
    const first = hello(older, 'LAB01');
    await eventually(() => expect(answers).toHaveLength(1));
    answers[0]?.();
    await first;
    const newer = gates.connect('/station');
    const second = hello(newer, 'LAB01');
    await eventually(() => expect(answers).toHaveLength(2));
    // The host has written the return down by now; the older line is found to be dead before the gate hears of it.
    older.disconnect();
    await eventually(() => expect(gates.openSockets()).toBe(1));
    answers[1]?.();
    await second;
    expect(await ask(newer, 'time:ping', {})).toMatchObject({ ok: true });
    expect(gates.told).toEqual([]);
    newer.disconnect();
    await eventually(() => expect(gates.told).toEqual(['gone LAB01']));
  });

  it('tell the host that a seat is gone when its station vanished while the hello was being written down', async () => {
    const answers: (() => void)[] = [];
    await start({
      station: {
        hello: () =>
          new Promise((resolve) => {
            answers.push(() =>
              resolve({ ok: true, seat: 'LAB01', token: 'token-of-LAB01', view: someView, hostMs: 0 }),
            );
          }),
      },
    });
    const client = gates.connect('/station');
    client.emit('station:hello', { protocol: PROTOCOL_VERSION, token: 'token-of-LAB01-and-more' });
    await eventually(() => expect(answers).toHaveLength(1));
    client.disconnect();
    await eventually(() => expect(gates.openSockets()).toBe(0));
    answers[0]?.();
    await eventually(() => expect(gates.told).toEqual(['gone LAB01']));
    expect(gates.stations.connectedSeats()).toEqual([]);
  });
});

describe('messages that are not what they should be', () => {
  it('are refused with a code and the field, and never reach the host', async () => {
    await start();
    const client = await seated('LAB01');
    const bad: [string, unknown, string][] = [
      ['nobody:knows', {}, 'nobody:knows'],
      ['scene:advance', { scene: 7 }, 'scene'],
      ['scene:advance', { scene: 'a', seat: 'LAB02' }, 'seat'],
      ['scene:advance', null, 'payload'],
      ['game:input', { game: 'g', seq: 0, tStationMs: 0, code: 'KeyA', down: true, held: [] }, 'seq'],
      ['game:input', { game: 'g', seq: 1, tStationMs: 0, code: 'KeyA', down: true, held: [3] }, 'held.0'],
      ['game:input', { game: 'g', seq: 1, tStationMs: 0, code: '@a', down: true, held: [], at: [0.5, 1.5] }, 'at.1'],
      ['form:submit', { scene: 'a', answers: { q: new Uint8Array(4) } }, 'answers'],
      ['form:submit', { scene: 'a', answers: { q: Number.NaN } }, 'finite'],
    ];
    for (const [type, payload, named] of bad) {
      const ack = await ask(client, type, payload);
      expect(codeOf(ack)).toBe('message/invalid');
      expect(ack.ok ? '' : ack.error.message).toContain(named);
    }
    expect(gates.told).toEqual(['hello LAB01 loopback']);
  });

  it('cannot raise events of the host’s own: disconnect, error, connection', async () => {
    await start();
    const client = await seated('LAB01');
    for (const event of ['disconnect', 'error', 'disconnecting', 'newListener', 'connect_error']) {
      // The client library refuses to send these; a hostile client does not.
      const [bytes] = [new Encoder().encode({ type: 2, nsp: '/station', data: [event, {}] })].flat();
      if (bytes) client.io.engine.write(bytes);
    }
    expect(await ask(client, 'scene:advance', { scene: 'a' })).toEqual({ ok: true });
    expect(gates.told).toEqual(['hello LAB01 loopback', 'scene:advance LAB01']);
  });

  it('of more than 256 KiB end the connection', async () => {
    await start();
    const client = await seated('LAB01');
    client.emit('form:submit', { scene: 'a', answers: { q: 'x'.repeat(270_000) } });
    await next(client, 'disconnect');
    expect(gates.told).not.toContain('form:submit LAB01');
  });

  it('in a flood are refused by name, end the connection at 200 refusals and shut the station out', async () => {
    await start({ limits: { banMs: 400 } });
    const client = await seated('LAB01');
    const calm = await seated('LAB02');
    const codes: string[] = [];
    const send = (count: number) => {
      for (let n = 0; n < count; n++)
        client.emit('scene:advance', { scene: 'a' }, (ack: Awaited<ReturnType<typeof ask>>) => codes.push(codeOf(ack)));
    };
    send(300);
    await eventually(() => expect(codes).toHaveLength(300));
    expect(codes).toContain('message/tooFast');
    expect(codes.filter((code) => code === 'ok').length).toBeGreaterThanOrEqual(60);
    const closed = next(client, 'disconnect');
    send(2_000);
    await closed;
    const taken = gates.told.filter((line) => line === 'scene:advance LAB01').length;
    expect(taken).toBeLessThanOrEqual(480);
    expect(gates.lines.join()).toContain('LAB01');

    const back = gates.connect('/station');
    expect(codeOf(await hello(back, 'LAB01'))).toBe('message/banned');
    // Somebody else on the same machine is not meant.
    expect(await ask(calm, 'scene:advance', { scene: 'a' })).toEqual({ ok: true });
    await eventually(async () => expect(codeOf(await hello(gates.connect('/station'), 'LAB01'))).toBe('ok'), {
      interval: 100,
    });
  });

  it('that a handler fails on are answered, and the next one is taken', async () => {
    const quiet = vi.spyOn(console, 'error').mockReturnValue();
    let calls = 0;
    await start({
      station: {
        message: () => (calls++ === 0 ? Promise.reject(new Error('broken inside')) : Promise.resolve({ ok: true })),
      },
    });
    const client = await seated('LAB01');
    const ack = await ask(client, 'scene:advance', { scene: 'a' });
    expect(codeOf(ack)).toBe('host/failed');
    expect(JSON.stringify(ack)).not.toContain('broken inside');
    expect(await ask(client, 'scene:advance', { scene: 'a' })).toEqual({ ok: true });
    quiet.mockRestore();
  });
});

describe('frames', () => {
  it('that come while a join is being answered follow its whole frame, without a gap', async () => {
    let answer = () => {};
    await start({
      station: {
        message: () =>
          new Promise((resolve) => (answer = () => resolve({ ok: true, ...{ frame: frame(5, true), lastSeq: 0 } }))),
      },
    });
    const client = await seated('LAB01');
    const seen: (number | string)[] = [];
    client.on('game:frame', ({ tick }: GameFrame) => seen.push(tick));
    client.emit('game:join', { game: 'g' }, (ack: { frame: GameFrame }) => seen.push(`ack ${ack.frame.tick}`));
    const asked = answer;
    await eventually(() => expect(answer).not.toBe(asked));
    for (const tick of [4, 5, 6, 7]) gates.stations.sendFrame('LAB01', frame(tick));
    answer();
    await eventually(() => expect(seen).toContain(7));
    gates.stations.sendFrame('LAB01', frame(8));
    await eventually(() => expect(seen).toEqual(['ack 5', 6, 7, 8]));
  });

  it('are left out for a station that does not read, which then gets a whole one', async () => {
    let lastTick = 0;
    await start({
      limits: { slowPongMs: 1e9, pingTimeoutMs: 20_000, stuckMs: 20_000 },
      station: { keyframe: async () => frame(lastTick, true) },
    });
    const client = await seated('LAB01');
    const ticks: { tick: number; whole: boolean }[] = [];
    client.on('game:frame', ({ tick, delta }: GameFrame) => ticks.push({ tick, whole: delta.reset === true }));
    const line = rawSocketOf(client);
    line.pause();
    const text = 'x'.repeat(50_000);
    for (; lastTick < 400; ) {
      lastTick += 1;
      gates.stations.sendFrame('LAB01', {
        ...frame(lastTick),
        delta: { set: [{ id: 'a', kind: 'text', text }], del: [] },
      });
      if (lastTick % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    line.resume();
    await eventually(() => expect(ticks.at(-1)?.tick).toBe(400), { timeout: 10_000 });
    expect(ticks.length).toBeLessThan(400);
    let previous = 0;
    for (const { tick, whole } of ticks) {
      if (!whole) expect(tick).toBe(previous + 1);
      previous = tick;
    }
    expect(ticks.at(-1)?.whole).toBe(true);
  });

  it('are left out while a ping stays unanswered, whatever the buffers say', async () => {
    await start({
      limits: { pingIntervalMs: 50, slowPongMs: 100, pingTimeoutMs: 20_000 },
      station: { keyframe: async () => frame(99, true) },
    });
    const client = await seated('LAB01');
    const ticks: number[] = [];
    client.on('game:frame', ({ tick }: GameFrame) => ticks.push(tick));
    const line = rawSocketOf(client);
    line.pause();
    await new Promise((resolve) => setTimeout(resolve, 400));
    gates.stations.sendFrame('LAB01', frame(1));
    line.resume();
    await eventually(() => expect(ticks).toEqual([99]));
  });

  it('end a connection whose bytes do not move', async () => {
    await start({ limits: { stuckMs: 300, slowPongMs: 1e9, pingTimeoutMs: 20_000, outboundBytes: 1e9 } });
    const client = await seated('LAB01');
    rawSocketOf(client).pause();
    const text = 'x'.repeat(1_000_000);
    for (let tick = 1; tick <= 20; tick++)
      gates.stations.sendFrame('LAB01', { ...frame(tick), delta: { set: [{ id: 'a', kind: 'text', text }], del: [] } });
    await eventually(() => expect(gates.told).toContain('gone LAB01'), { timeout: 5_000 });
    expect(gates.lines.join()).toContain('nothing has been read');
  });
});

/** The TCP socket under a client, to stop it reading. */
function rawSocketOf(client: Socket): TcpSocket {
  const { transport } = client.io.engine;
  const socket = dig(dig(transport, 'ws'), '_socket');
  if (!(socket instanceof TcpSocket)) throw new Error('no TCP socket under this client');
  return socket;
}

function dig(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
