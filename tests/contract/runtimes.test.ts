import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNodeHelpers } from '../../main/host/game/createNodeHelpers.node';
import { createRuntimes } from '../../main/host/game/createRuntimes.node';
import { drawRandomAction } from '../../main/host/game/drawRandomAction';
import { openReplay } from '../../main/host/game/openReplay';
import { openStudySource } from '../../main/host/game/openStudySource.node';
import { createPackages } from '../../main/host/game/packages/createPackages.node';
import { readPythonPackage } from '../../main/host/game/readPythonPackage.node';
import { rerunEpisode } from '../../main/host/game/rerunEpisode';
import type { RunnerPool } from '../../main/host/game/RunnerPool';
import { loadStudy } from '../../main/host/study/loadStudy.node';
import type { Action } from '../../protocol/environment';
import type { EnvironmentSpec } from '../../protocol/study';
import { type BuiltWorkers, buildWorkers } from '../game/buildWorkers';

const inRoot = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const TICKS = 300;
const SEED = 11;

let workers: BuiltWorkers;
let helpers: ReturnType<typeof createNodeHelpers>;
let folder: string;
let pool: RunnerPool;
let trusted: string[] = [];
beforeAll(async () => {
  workers = await buildWorkers();
  helpers = createNodeHelpers(workers);
  folder = mkdtempSync(join(tmpdir(), 'cubicle-runtimes-'));
  const packages = createPackages({
    cacheFolder: folder,
    isTrusted: (hash) => Promise.resolve(trusted.includes(hash)),
  });
  pool = createRuntimes({
    helpers,
    python: await readPythonPackage(inRoot('environments/cubicle')),
    count: 1,
    packages,
  });
});
afterAll(async () => {
  await pool.close();
  helpers.close();
  workers.remove();
  rmSync(folder, { recursive: true });
});

describe('a study in pure Python', () => {
  test.each(['volley', 'kitchen', 'mountain_car', 'public_goods'])(
    '%s is in the same states in the sandbox and in a native Python',
    async (name) => {
      const source = openStudySource(inRoot(`environments/${name}`), name);
      const { study } = await loadStudy(inRoot(`environments/${name}`));
      const scene = study?.scenes.find((one) => one.kind === 'game');
      const environment = scene?.kind === 'game' ? study?.environments[scene.environment] : undefined;
      if (scene?.kind !== 'game' || environment === undefined) throw new Error(`${name} has no game`);
      trusted = [name];
      const drawn: Action[] = [scene.defaultAction, ...Object.values(scene.keys)];
      const actions = Array.from({ length: TICKS }, (_, tick) =>
        Object.fromEntries(
          Object.keys(scene.roles).map((agent) => [agent, drawRandomAction(drawn, SEED, agent, tick)]),
        ),
      );
      const rerun = (runtime: EnvironmentSpec['runtime']) =>
        rerunEpisode(pool, {
          study: source,
          environment: { ...environment, runtime },
          seed: SEED,
          actions,
          tickHz: scene.tickHz,
          hashEvery: 10,
        });
      const [sandbox, native] = await Promise.all([rerun('pyodide'), rerun('python')]);
      expect(sandbox.size).toBeGreaterThan(3);
      expect(native).toEqual(sandbox);
    },
  );
});

test('a policy in Python does the same in the sandbox and in a native Python', async () => {
  const study = openStudySource(inRoot('tests/fixtures/environments/faulty'), 'faulty');
  trusted = ['faulty'];
  const acted = await Promise.all(
    (['pyodide', 'python'] as const).map(async (runtime) => {
      const environment = { file: 'minds.py', runtime };
      const place = await pool.place('p', study, { environment, apart: true });
      await place.cast({ file: 'minds.py', class: 'Remembers', kwargs: { first: 3 }, agent: 'ada' }, 10_000);
      const first = await place.act({ observation: [0.5], seed: SEED }, 1000);
      const second = await place.act({ observation: [0.25] }, 1000);
      place.leave();
      return [first.action, second.action];
    }),
  );
  expect(acted[0]).toEqual([
    [4, 3, expect.any(Number), 0.5],
    [5, 3, expect.any(Number), 0.25],
  ]);
  expect(acted[1]).toEqual(acted[0]);
});

describe('a native Python', () => {
  const study = openStudySource(inRoot('tests/fixtures/environments/faulty'), 'faulty');
  const environment: EnvironmentSpec = {
    file: 'counter.py',
    class: 'Counter',
    runtime: 'python',
    kwargs: {},
    canvas: { width: 100, height: 100 },
  };

  test('runs nothing that is not trusted as it is', async () => {
    trusted = ['faulty as it was'];
    await expect(pool.place('g', study, { environment })).rejects.toMatchObject({
      scope: 'author',
      message: expect.stringMatching(/no sandbox.*cubicle trust STUDY.*when a file of it changes/) as string,
    });
    trusted = ['faulty'];
    const place = await pool.place('g', study, { environment });
    expect(await place.load(environment, 10_000)).toMatchObject({ agents: ['a', 'b'] });
    place.leave();
  });

  test('shows an episode again where it was played: there, and only when it is trusted', async () => {
    const actions = [{ a: 1, b: 2 }];
    const open = () => openReplay(pool, { study, environment, seed: SEED, actions, tickHz: 30, hashEvery: 1 });
    trusted = [];
    await expect(open()).rejects.toThrow(/no sandbox/);
    trusted = ['faulty'];
    const replay = await open();
    expect([(await replay.next()).tick, await replay.next()]).toMatchObject([
      0,
      { tick: 1, hash: expect.any(String) as string },
    ]);
    replay.close();
  });

  test('that is not there is missed in words', async () => {
    trusted = ['faulty'];
    const asked = { environment: { ...environment, requiresPython: '>=3.99' } };
    await expect(pool.place('g', study, asked)).rejects.toMatchObject({
      scope: 'author',
      message: expect.stringMatching(
        /\(>=3\.99\)\. Found only python3 \(3\.\d+\.\d+\).*Install .*CUBICLE_PYTHON/,
      ) as string,
    });
  });

  test('has no packages that were not prepared', async () => {
    trusted = ['faulty'];
    const asked = { environment: { ...environment, packages: 'counter.py' } };
    await expect(pool.place('g', study, asked)).rejects.toThrow(/counter\.py:1: expected one version of a package/);
  });
});
