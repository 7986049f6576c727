import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Helper, RunnerReply } from '../../../protocol/process';
import { createRunnerPool } from './createRunnerPool.node';
import type { StudySource } from './GameSpec';
import { type Place, RunnerFault, type RunnerPool } from './RunnerPool';

/** A helper process that speaks as an interpreter does, without one: every load and step goes well, but for a game that `hangs`. */
type FakeHelper = Helper & { mounted: string[]; loaded: string[]; end(reason: string): void };

let started: FakeHelper[];
let pool: RunnerPool;
let refuseStart: boolean;

function makeHelper(): FakeHelper {
  let listener: (message: unknown) => void = () => undefined;
  let end: (reason: string) => void = () => undefined;
  let dead = false;
  const died = new Promise<string>((resolve) => (end = resolve));
  const say = (reply: RunnerReply): void => queueMicrotask(() => void (!dead && listener(reply)));
  const helper: FakeHelper = {
    mounted: [],
    loaded: [],
    died,
    end(reason) {
      dead = true;
      end(reason);
    },
    kill: () => helper.end('killed'),
    port: {
      onMessage(added) {
        listener = added;
        say({ type: 'ready', bootMs: 1, cold: null });
      },
      close: () => undefined,
      post(message) {
        if (
          typeof message !== 'object' ||
          message === null ||
          !('requestId' in message) ||
          typeof message.requestId !== 'number'
        )
          return;
        const done = (reply: object): void =>
          say({ type: 'done', requestId: Number(message.requestId), reply: JSON.stringify(reply), heapBytes: 0 });
        if ('path' in message) helper.mounted.push(String(message.path));
        if (!('request' in message)) return done({ ok: true, folder: 'path' in message ? message.path : '' });
        const request: unknown = JSON.parse(String(message.request));
        const { op, game } = Object(request) as { op: string; game: string };
        if (op === 'load') helper.loaded.push(game);
        if (op === 'step' && game.startsWith('hangs')) return;
        const outcome = { obs: {}, rewards: {}, terminations: {}, truncations: {}, infos: {}, frames: {} };
        done(
          op === 'load' ? { ok: true, agents: ['a'], single: false, perAgentRender: false } : { ok: true, ...outcome },
        );
      },
    },
  };
  return helper;
}

beforeEach(() => {
  started = [];
  refuseStart = false;
  const start = (): Promise<Helper> => {
    if (refuseStart) return Promise.reject(new Error('no more processes'));
    const helper = makeHelper();
    started.push(helper);
    return Promise.resolve(helper);
  };
  pool = createRunnerPool({
    helpers: { start, snapshotFile: null },
    python: { 'cubicle/__init__.py': new Uint8Array() },
    count: 2,
  });
});
afterEach(() => pool.close());

const makeStudy = (id: string): StudySource & { reads: number } => ({
  id,
  reads: 0,
  readFiles() {
    this.reads += 1;
    return Promise.resolve({ 'env.py': new Uint8Array() });
  },
  readFile: () => Promise.reject(new Error('there are no models')),
});
const environment = { file: 'env.py', class: 'E', kwargs: {}, canvas: { width: 100, height: 100 } };
const study = makeStudy('s');
const placeGame = async (game: string, alone = false): Promise<Place> => {
  const place = await pool.place(game, study, { alone });
  await place.load(environment, 1000);
  return place;
};
const step = (place: Place): Promise<unknown> =>
  place.call({ op: 'step', actions: {} }, 20).catch((cause: unknown) => cause);
/** Games on each interpreter, those without any left out. */
const spread = (): string[][] =>
  started.map(({ loaded }) => loaded.map((name) => name.replace(/#.*/, ''))).filter((games) => games.length > 0);

describe('placing games', () => {
  test('spreads them over the interpreters, with one more kept warm', async () => {
    for (const game of ['g1', 'g2', 'g3', 'g4']) await placeGame(game);
    expect(spread()).toEqual([
      ['g1', 'g3'],
      ['g2', 'g4'],
    ]);
    expect(started).toHaveLength(3);
  });

  test('copies a study to an interpreter once', async () => {
    for (const game of ['g1', 'g2', 'g3', 'g4']) await placeGame(game);
    expect(started.slice(0, 2).map(({ mounted }) => mounted.filter((path) => path === '/study/s'))).toEqual([
      ['/study/s'],
      ['/study/s'],
    ]);
  });

  test('keeps a suspect away from the others', async () => {
    await placeGame('g1');
    await placeGame('suspect', true);
    await placeGame('g2');
    await placeGame('g3');
    expect(spread().find((games) => games.includes('suspect'))).toEqual(['suspect']);
  });

  test('refuses a study whose id is no plain name', async () => {
    await expect(pool.place('g', makeStudy('../etc'))).rejects.toThrow(/plain name/);
  });

  test('tells when no interpreter can be started', async () => {
    refuseStart = true;
    await expect(pool.place('g', study)).rejects.toThrow('no more processes');
    refuseStart = false;
    expect(await step(await placeGame('g'))).toMatchObject({ ok: true });
  });
});

describe('losing an interpreter', () => {
  test('a hanging game is named; its neighbour is told that another did it, and finds a new place', async () => {
    const places = [await placeGame('hangs'), await placeGame('elsewhere'), await placeGame('beside')];
    const [hanging, behind] = await Promise.all([step(places[0] as Place), step(places[2] as Place)]);
    expect(hanging).toMatchObject({ scope: 'lost', suspect: true, error: { kind: 'timeout', file: 'env.py' } });
    expect(behind).toMatchObject({ scope: 'lost', suspect: false, error: { kind: 'crash' } });
    expect(await places[2]?.lost).toBeInstanceOf(RunnerFault);
    expect(await step(await placeGame('beside'))).toMatchObject({ ok: true });
    expect(await step(places[1] as Place)).toMatchObject({ ok: true });
  });

  test('one that dies while nothing runs in it has no suspect', async () => {
    const place = await placeGame('g');
    started[0]?.end('it was ended by SIGKILL');
    expect(await place.lost).toMatchObject({ scope: 'lost', suspect: false, error: { kind: 'crash' } });
    expect((await place.lost).message).toContain('SIGKILL');
  });

  test('the spare stands in, and another is warmed', async () => {
    await placeGame('g');
    started[0]?.end('gone');
    await placeGame('g');
    expect(spread()).toEqual([['g'], ['g']]);
    expect(started).toHaveLength(3);
  });
});

describe('the snapshot of an interpreter', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cubicle-pool-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const openPool = (first: FakeHelper, file: string, log: string[]): RunnerPool =>
    createRunnerPool({
      helpers: { start: () => Promise.resolve(first), snapshotFile: file },
      python: {},
      count: 1,
      log: (line) => log.push(line),
    });

  test('is kept, and why there was none is told', async () => {
    const log: string[] = [];
    const file = join(folder, 'made', 'python.snapshot');
    const say = (reply: RunnerReply, listener: (message: unknown) => void): void =>
      queueMicrotask(() => listener(reply));
    const helper = makeHelper();
    helper.port.onMessage = (listener) => {
      say({ type: 'ready', bootMs: 3000, cold: 'there is no snapshot' }, listener);
      say({ type: 'snapshot', bytes: new Uint8Array([1, 2, 3]) }, listener);
      say({ type: 'snapshot', bytes: new Uint8Array([6, 6, 6]) }, listener);
    };
    const own = openPool(helper, file, log);
    await own.warm(1);
    await expect.poll(() => existsSync(file) && [...readFileSync(file)]).toEqual([1, 2, 3]);
    expect(log).toEqual([expect.stringMatching(/^interpreter: .*3000 ms.*there is no snapshot$/)]);
    expect(readdirSync(join(folder, 'made'))).toEqual(['python.snapshot']);
    await own.close();
  });

  test('is thrown away when an interpreter dies of it', async () => {
    const file = join(folder, 'python.snapshot');
    writeFileSync(file, 'what kills');
    const helper = makeHelper();
    helper.port.onMessage = () => helper.end('it was ended by SIGSEGV');
    const own = openPool(helper, file, []);
    await expect(own.warm(1)).rejects.toThrow('SIGSEGV');
    expect(existsSync(file)).toBe(false);
    await own.close();
  });
});

test('closed, it ends all interpreters and places nothing more', async () => {
  const place = await placeGame('g');
  await pool.close();
  expect(await place.lost).toMatchObject({ scope: 'lost' });
  await Promise.all(started.map(({ died }) => died));
  await expect(pool.place('h', study)).rejects.toBeInstanceOf(RunnerFault);
});
