import type { Socket } from 'socket.io-client';
import { afterEach, expect, it, vi } from 'vitest';
import {
  ask,
  type Gates,
  type GatesOptions,
  next,
  operatorToken,
  startGates,
} from '../../../tests/stations/startGates';
import { type GameFrame, PROTOCOL_VERSION } from '../../../protocol/message';
import type { ConsoleView } from '../../../protocol/view';
import { eventually } from '../../../tests/eventually';

let gates: Gates;
const start = async (options?: GatesOptions) => {
  gates = await startGates(options);
};
afterEach(() => gates.close());

const view: ConsoleView = {
  appVersion: '0',
  studies: [],
  session: null,
  records: [],
  room: { open: false, name: 'r', addresses: [], fingerprint: 'f', stations: [], pairings: [], problem: null },
  recording: null,
  localUrl: '',
};
const welcoming: GatesOptions = { console: { hello: () => Promise.resolve({ ok: true, view }) } };
const hello = (client: Socket, token = operatorToken) =>
  ask(client, 'console:hello', { protocol: PROTOCOL_VERSION, token });
const frame = (game: string, tick: number): GameFrame => ({
  game,
  episode: 0,
  tick,
  delta: { set: [], del: [] },
  applied: 0,
  countdownMs: 0,
});

it('opens to whoever shows the operator’s token, and to nobody else', async () => {
  await start(welcoming);
  const client = gates.connect('/console');
  expect(await ask(client, 'session:start', {})).toMatchObject({ ok: false, error: { code: 'console/unknown' } });
  expect(await hello(client, 'not-the-operators-token')).toMatchObject({
    ok: false,
    error: { code: 'console/unknown' },
  });
  expect(await ask(client, 'session:start', {})).toMatchObject({ ok: false, error: { code: 'console/unknown' } });
  expect(gates.told).toEqual([]);
  expect(await hello(client)).toEqual({ ok: true, view });
  expect(await ask(client, 'session:start', {})).toEqual({ ok: true });
  expect(gates.told).toEqual(['session:start']);
});

it('does not exist on the LAN, whatever token is shown', async () => {
  await start(welcoming);
  await gates.servers.setLan(['127.0.0.1']);
  const client = gates.connect('/console', { base: `https://127.0.0.1:${gates.servers.lanPort()}` });
  const error = await next<Error>(client, 'connect_error');
  expect(error.message).toContain('on the host itself');
  expect(gates.openSockets()).toBe(0);
});

it('tells every console, and only those that showed the token', async () => {
  await start(welcoming);
  const one = gates.connect('/console');
  const other = gates.connect('/console');
  const silent = gates.connect('/console');
  await Promise.all([hello(one), hello(other), next(silent, 'connect')]);
  const heard = vi.fn();
  silent.on('console:view', heard);
  const [first, second] = [next<ConsoleView>(one, 'console:view'), next<ConsoleView>(other, 'console:view')];
  gates.consoles.broadcast('console:view', view);
  expect(await first).toEqual(view);
  expect(await second).toEqual(view);
  // What is sent on one line arrives in order: this one's refusal would come after the view.
  await hello(silent, 'not-the-operators-token');
  expect(heard).not.toHaveBeenCalled();
});

it('has a message done once that comes again, on another connection too', async () => {
  let seats = 0;
  await start({
    console: { ...welcoming.console, message: () => Promise.resolve({ ok: true, ...{ seat: (seats += 1) } }) },
  });
  const name = '0123456789abcdef0123456789abcdef';
  const say = async (client: Socket, ...named: string[]): Promise<unknown> => {
    await hello(client);
    return client.timeout(5_000).emitWithAck('seat:link', {}, ...named);
  };
  expect(await say(gates.connect('/console'), name)).toEqual({ ok: true, seat: 1 });
  expect(await say(gates.connect('/console'), name)).toEqual({ ok: true, seat: 1 });
  expect(await say(gates.connect('/console'))).toEqual({ ok: true, seat: 2 });
});

it('gets the frames of the games it watches, after the whole ones', async () => {
  let answer = () => {};
  await start({
    console: {
      ...welcoming.console,
      message: () =>
        new Promise((resolve) => {
          answer = () =>
            resolve({ ok: true, ...{ frames: [{ ...frame('a', 3), delta: { set: [], del: [], reset: true } }] } });
        }),
    },
  });
  const client = gates.connect('/console');
  await hello(client);
  const seen: string[] = [];
  client.on('console:frame', ({ game, tick }: GameFrame) => seen.push(`${game}${tick}`));
  client.emit('console:watch', { games: ['a'] }, () => seen.push('ack'));
  await eventually(() => expect([...gates.consoles.watchedGames()]).toEqual(['a']));
  for (const each of [frame('a', 3), frame('a', 4), frame('b', 4)]) gates.consoles.sendFrame(each);
  answer();
  await eventually(() => expect(seen).toEqual(['ack', 'a4']));
  gates.consoles.sendFrame(frame('b', 5));
  gates.consoles.sendFrame(frame('a', 5));
  await eventually(() => expect(seen).toEqual(['ack', 'a4', 'a5']));
});
