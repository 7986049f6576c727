import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createRunner, type Runner } from '../../main/host/game/createRunner.node';
import { readFolder } from '../../main/host/game/readFolder.node';
import { readPythonPackage } from '../../main/host/game/readPythonPackage.node';
import { RunnerFault } from '../../main/host/game/RunnerPool';
import type { AuthorError, JointAction, Outcome } from '../../protocol/environment';
import type { Helper } from '../../protocol/process';

const inRoot = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const TIMEOUT_MS = 5000;

/** The hash of the fixture's state after 20 ticks: the same in every interpreter, however it was started. */
const HASH = '755d39bfbb399d2b';

/** A kind of process for interpreters in the sandbox. Its runners look for their snapshot where `keepSnapshot` puts one. */
export type RunnerPlace = {
  startRunner(): Promise<Helper>;
  keepSnapshot(file: Uint8Array): Promise<void>;
};

const readPython = (): Promise<Record<string, Uint8Array>> => readPythonPackage(inRoot('environments/cubicle'));

/** What every runner must do, whichever kind of process its interpreter lives in, and whichever way it was started. */
export function describeRunner(name: string, { startRunner, keepSnapshot }: RunnerPlace): void {
  const cold = /^there is no snapshot$/;
  describeStarted(`${name}, started from the beginning`, startRunner, { cold, isSandbox: true });

  test(`${name} that cannot use its snapshot says so, and gives another`, async () => {
    await keepSnapshot(new Uint8Array(1000));
    const python = await readPython();
    const helper = await startRunner();
    const [cold, file] = await new Promise<[string | null, Uint8Array]>((resolve, reject) => {
      const runner = createRunner(helper, {
        python,
        keepSnapshot: (given) => void runner.ready.then((boot) => resolve([boot.cold, given])),
      });
      void runner.lost.then(({ error }) => reject(new Error(error.message)));
    });
    expect(cold).toBe('the snapshot is of another version');
    helper.kill();
    await helper.died;
    await keepSnapshot(file);
  });

  describeStarted(`${name}, started from its snapshot`, startRunner, { cold: null, isSandbox: true });
}

/** The same of a native interpreter: it starts in a moment, so it has no snapshots, and the sandbox is not its affair. */
export function describeNativeRunner(name: string, startRunner: RunnerPlace['startRunner']): void {
  describeStarted(name, startRunner, { cold: /^it is cpython 3\.\d+\.\d+ at /, isSandbox: false });
}

/** `cold`: why no snapshot was used; null: one was. */
type Start = { cold: RegExp | null; isSandbox: boolean };

function describeStarted(name: string, startRunner: RunnerPlace['startRunner'], { cold, isSandbox }: Start): void {
  describe(name, () => {
    let helper: Helper;
    let runner: Runner;
    let folder: string;

    const start = async (): Promise<void> => {
      helper = await startRunner();
      runner = createRunner(helper, { python: await readPython(), keepSnapshot: null });
      folder = await runner.mount(
        '/study/faulty',
        await readFolder(inRoot('tests/fixtures/environments/faulty'), () => true),
      );
    };
    const end = async (): Promise<void> => {
      runner.kill();
      await helper.died;
    };

    const load = (game: string, file: string, className: string, kwargs: Record<string, unknown> = {}) =>
      runner.load(
        { op: 'load', game, path: folder, file, class: className, kwargs, canvas: { width: 200, height: 100 } },
        TIMEOUT_MS,
      );
    const reset = (game: string, seed = 7) => runner.call({ op: 'reset', game, seed }, TIMEOUT_MS);
    const step = (game: string, actions: JointAction = { a: 1, b: 2 }, timeoutMs = TIMEOUT_MS) =>
      runner.call({ op: 'step', game, actions, hash: true }, timeoutMs);
    const faultOf = async (call: Promise<unknown>): Promise<RunnerFault> => {
      const cause: unknown = await call.then(
        () => new Error('nothing went wrong'),
        (reason: unknown) => reason,
      );
      if (!(cause instanceof RunnerFault)) throw cause;
      return cause;
    };
    const play = async (game: string, ticks: number): Promise<Outcome[]> => {
      const outcomes: Outcome[] = [];
      for (let tick = 1; tick <= ticks; tick += 1) outcomes.push(await step(game, { a: tick, b: tick % 3 }));
      return outcomes;
    };

    describe('that lives on', () => {
      beforeAll(start);
      afterAll(end);
      // A game that was not loaded is closed without harm.
      afterEach(() => ['g', 'h', 'one', 'many'].forEach((game) => runner.close(game)));

      test('boots, and tells how long it took', async () => {
        const boot = await runner.ready;
        expect(boot.bootMs).toBeGreaterThan(0);
        if (cold === null) expect(boot.cold).toBeNull();
        else expect(boot.cold).toMatch(cold);
      });

      test('loads an environment and plays it', async () => {
        expect(await load('g', 'counter.py', 'Counter')).toEqual({
          ok: true,
          agents: ['a', 'b'],
          single: false,
          perAgentRender: false,
        });
        const first = await reset('g');
        expect(first.frames['*']?.reset).toBe(true);
        expect(first.frames['*']?.set.map(({ id }) => id).sort()).toEqual(['ground', 'total']);
        const second = await step('g');
        expect(second.frames['*']).toEqual({ set: [{ id: 'total', text: '6984' }], del: [] });
        expect(second.obs).toEqual({ a: [6984, 1], b: [6984, 1] });
      });

      test('gives the same hashes again, one by one or many at once', async () => {
        await load('one', 'counter.py', 'Counter');
        await load('many', 'counter.py', 'Counter');
        await reset('one');
        await reset('many');
        const hashes = (await play('one', 20)).map(({ hash }) => hash);
        const actions = hashes.map((_, index) => ({ a: index + 1, b: (index + 1) % 3 }));
        const outcome = await runner.call(
          { op: 'steps', game: 'many', actions, fromTick: 0, hashEvery: 5 },
          TIMEOUT_MS,
        );
        expect(outcome.hashes).toEqual({ 5: hashes[4], 10: hashes[9], 15: hashes[14], 20: hashes[19] });
        expect((await step('many')).hash).toBe((await step('one')).hash);
        expect(hashes[19]).toBe(HASH);
      });

      test('keeps the games of one interpreter apart', async () => {
        await load('g', 'counter.py', 'Counter');
        await load('h', 'counter.py', 'Counter');
        await reset('g');
        const alone = (await play('g', 5)).map(({ hash }) => hash);
        await reset('g');
        await reset('h', 99);
        const beside: (string | undefined)[] = [];
        for (const tick of [1, 2, 3, 4, 5]) {
          await step('h', { a: 5, b: 5 });
          beside.push((await step('g', { a: tick, b: tick % 3 })).hash);
        }
        expect(beside).toEqual(alone);
      });

      const brokenFiles: [string, string, Partial<AuthorError>][] = [
        ['syntax.py', 'Broken', { kind: 'syntax', file: 'syntax.py', line: 2 }],
        ['counter.py', 'Countre', { kind: 'contract', file: 'counter.py', line: 6 }],
        ['sideways.py', 'NotHere', { kind: 'contract', file: 'sideways.py' }],
        ['nowhere.py', 'Counter', { kind: 'contract' }],
      ];
      test.each(brokenFiles)('tells what is wrong with %s %s', async (file, className, expected) => {
        const fault = await faultOf(load('g', file, className));
        expect(fault).toMatchObject({ scope: 'author', error: expected });
      });

      test('names file and line of what an environment raises, and lives on', async () => {
        await load('g', 'raises.py', 'Raises', { at: 2 });
        await load('h', 'counter.py', 'Counter');
        await reset('g');
        await reset('h');
        await step('g');
        const fault = await faultOf(step('g'));
        expect(fault).toMatchObject({ scope: 'author', error: { kind: 'raise', file: 'raises.py', line: 14 } });
        expect(fault.error.message).toContain('missing');
        expect((await step('h')).obs).toEqual({ a: [6984, 1], b: [6984, 1] });
      });

      test('outlives what an environment leaves with the event loop', async () => {
        await load('g', 'later.py', 'Later');
        await load('h', 'counter.py', 'Counter');
        await reset('g');
        await reset('h');
        const fired = async (): Promise<unknown> => (await step('g')).infos.a;
        await expect.poll(fired, { interval: 5 }).not.toEqual({ fired: 0 });
        expect((await step('h')).obs).toEqual({ a: [6984, 1], b: [6984, 1] });
      });

      test('caps what an environment prints', async () => {
        await load('g', 'prints.py', 'Prints');
        await reset('g');
        const outcome = await step('g');
        expect(outcome.log?.length).toBeGreaterThan(1000);
        expect(outcome.log?.length).toBeLessThan(70_000);
      });

      test('refuses a reply of more than a megabyte', async () => {
        await load('g', 'wide.py', 'Wide');
        expect(await faultOf(reset('g'))).toMatchObject({ scope: 'author', error: { kind: 'contract' } });
      });

      test('refuses memory beyond its cap, with the line that asked for it', async () => {
        await load('g', 'leaks.py', 'Leaks', { size_mb: 2000 });
        await reset('g');
        expect(await faultOf(step('g'))).toMatchObject({
          scope: 'author',
          error: { kind: 'raise', file: 'leaks.py', line: 13 },
        });
      });

      test.runIf(isSandbox)('has no door to the machine', async () => {
        await load('g', 'escapes.py', 'Escapes');
        expect((await reset('g')).infos).toMatchObject({ a: { reached: [] } });
      });
    });

    // How an interpreter was started makes no difference to its end, and this start takes less time.
    if (cold !== null) return;
    describe('that ends', () => {
      beforeEach(start);
      afterEach(end);

      test('ends an endless loop in time; whoever waits behind it is told that it was not its doing', async () => {
        await load('g', 'loops.py', 'Loops', { at: 1 });
        await load('h', 'counter.py', 'Counter');
        await reset('g');
        await reset('h');
        const startedMs = performance.now();
        const [looping, behind] = await Promise.all([faultOf(step('g', undefined, 300)), faultOf(step('h'))]);
        expect(performance.now() - startedMs).toBeLessThan(3000);
        expect(looping).toMatchObject({ scope: 'lost', suspect: true, error: { kind: 'timeout' } });
        expect(behind).toMatchObject({ scope: 'lost', suspect: false });
        expect(await runner.lost).toMatchObject({ suspect: 'g' });
      });

      test('notices an interpreter that ends itself', async () => {
        await load('g', 'exits.py', 'Exits', { at: 1 });
        await reset('g');
        expect(await faultOf(step('g'))).toMatchObject({ scope: 'lost', suspect: true, error: { kind: 'crash' } });
      });

      test('notices that its process was killed', async () => {
        await load('g', 'counter.py', 'Counter');
        helper.kill();
        expect(await runner.lost).toMatchObject({ error: { kind: 'crash' } });
        expect(await faultOf(reset('g'))).toMatchObject({ scope: 'lost' });
      });

      test('names the game that leaks', async () => {
        await load('leaky', 'leaks.py', 'Leaks', { size_mb: 90 });
        await load('h', 'counter.py', 'Counter');
        await reset('leaky');
        await reset('h');
        const playOn = async (): Promise<void> => {
          for (;;) {
            await step('leaky');
            await step('h');
          }
        };
        await faultOf(playOn());
        expect(await runner.lost).toMatchObject({ suspect: 'leaky', error: { kind: 'crash' } });
      });
    });
  });
}
