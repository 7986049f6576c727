import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { createNodeHelpers } from '../../main/host/game/createNodeHelpers.node';
import { createRuntimes } from '../../main/host/game/createRuntimes.node';
import { openStudySource } from '../../main/host/game/openStudySource.node';
import { createPackages, type Packages } from '../../main/host/game/packages/createPackages.node';
import type { FetchBytes } from '../../main/host/game/packages/fetchWheel.node';
import { readPythonPackage } from '../../main/host/game/readPythonPackage.node';
import type { RunnerPool } from '../../main/host/game/RunnerPool';
import type { EnvironmentSpec } from '../../protocol/study';
import { type BuiltWorkers, buildWorkers } from '../game/buildWorkers';

const inRoot = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const environment: EnvironmentSpec = {
  file: 'env.py',
  class: 'Greets',
  runtime: 'pyodide',
  packages: 'requirements.txt',
  kwargs: {},
  canvas: { width: 100, height: 100 },
};
const env = `
import greeting

class Greets:
    possible_agents = ["a"]

    def reset(self, seed=None, options=None):
        return {"a": greeting.WORD}, {"a": {}}

    def step(self, actions):
        return {"a": greeting.WORD}, {"a": 0}, {"a": True}, {"a": False}, {"a": {}}
`;

/** A wheel of a package that says a word. */
async function makeWheel(version: string, word: string): Promise<Uint8Array> {
  const zip = new ZipFile();
  const add = (path: string, text: string): void => zip.addBuffer(Buffer.from(text), path, { mtime: new Date(0) });
  add('greeting/__init__.py', 'from .words import WORD\n');
  add('greeting/words.py', `WORD = ${JSON.stringify(word)}\n`);
  add(`greeting-${version}.dist-info/METADATA`, `Metadata-Version: 2.1\nName: greeting\nVersion: ${version}\n`);
  zip.end();
  return new Uint8Array(await buffer(zip.outputStream));
}

const wheelName = (version: string): string => `greeting-${version}-py3-none-any.whl`;

let folder: string;
let one: Uint8Array;
let two: Uint8Array;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cubicle-wheels-'));
  [one, two] = await Promise.all([makeWheel('1.0', 'hello'), makeWheel('2.0', 'good day')]);
});
afterAll(() => rmSync(folder, { recursive: true }));

type Source = ReturnType<typeof openStudySource>;
/** A study that names one version of the package by a hash, with what lies in its folder `wheels`. */
function makeStudy(
  name: string,
  version: string,
  hash: string,
  wheels: Record<string, Uint8Array>,
): { folder: string; source: Source } {
  const study = join(folder, name);
  mkdirSync(join(study, 'wheels'), { recursive: true });
  writeFileSync(join(study, 'env.py'), env);
  writeFileSync(join(study, 'requirements.txt'), `greeting==${version} --hash=sha256:${hash}\n`);
  for (const [file, bytes] of Object.entries(wheels)) writeFileSync(join(study, 'wheels', file), bytes);
  return { folder: study, source: openStudySource(study, name) };
}

const noNetwork: FetchBytes = (url) => Promise.reject(new Error(`the network was asked for ${url}`));
const openPackages = (cache: string, fetchBytes: FetchBytes = noNetwork): Packages =>
  createPackages({ cacheFolder: join(folder, cache), isTrusted: () => Promise.resolve(false), fetchBytes });
const prepare = (packages: Packages, study: { folder: string; source: Source }): Promise<void> =>
  packages.prepare(study.source, study.folder, [environment], () => undefined);

describe('getting wheels', () => {
  test('takes them from the study, and then from this machine, without the network', async () => {
    const packages = openPackages('cache-1');
    const study = makeStudy('with-wheel', '1.0', sha256(one), { [wheelName('1.0')]: one });
    const bare = makeStudy('without-wheel', '1.0', sha256(one), {});
    await expect(packages.readWheels(bare.source, 'requirements.txt')).rejects.toThrow(/not on this machine.*prepare/);
    await expect(prepare(packages, bare)).rejects.toThrow(/cannot be fetched: the network was asked/);
    expect(await packages.isPrepared(bare.source, [environment])).toBe(false);
    await prepare(packages, study);
    await prepare(packages, bare);
    expect(await packages.isPrepared(bare.source, [environment])).toBe(true);
    expect(await packages.readWheels(bare.source, 'requirements.txt')).toEqual({ [wheelName('1.0')]: one });
  });

  test('refuses one of the study whose hash differs, with both hashes', async () => {
    const expected = sha256(two);
    const study = makeStudy('other-wheel', '1.0', expected, { [wheelName('1.0')]: one });
    await expect(prepare(openPackages('cache-2'), study)).rejects.toThrow(
      `wheels/${wheelName('1.0')} is not the greeting 1.0 that the study names: its sha256 is ${sha256(one)}, expected ${expected}`,
    );
  });

  test('fetches what is nowhere else, once, and refuses what is not what was named', async () => {
    const asked: string[] = [];
    let served = one;
    const index: FetchBytes = (url) => {
      asked.push(url);
      if (!url.endsWith('/greeting/')) return Promise.resolve(served);
      const files = [
        { filename: wheelName('1.0'), url: 'https://files.example/greeting', hashes: { sha256: sha256(one) } },
      ];
      return Promise.resolve(new TextEncoder().encode(JSON.stringify({ files })));
    };
    const study = makeStudy('fetched', '1.0', sha256(one), {});
    const packages = openPackages('cache-3', index);
    served = two;
    await expect(prepare(packages, study)).rejects.toThrow(`its sha256 is ${sha256(two)}, expected ${sha256(one)}`);
    served = one;
    await prepare(packages, study);
    await prepare(packages, study);
    expect(asked).toEqual([
      ...['https://pypi.org/simple/greeting/', 'https://files.example/greeting'],
      ...['https://pypi.org/simple/greeting/', 'https://files.example/greeting'],
    ]);
  });

  test('refuses one that was damaged on this machine, with both hashes', async () => {
    const packages = openPackages('cache-4');
    const study = makeStudy('damaged', '1.0', sha256(one), { [wheelName('1.0')]: one });
    await prepare(packages, study);
    const kept = join(folder, 'cache-4', 'wheels', sha256(one));
    writeFileSync(join(kept, readdirSync(kept)[0] ?? ''), two);
    await expect(packages.readWheels(study.source, 'requirements.txt')).rejects.toThrow(
      `its sha256 is ${sha256(two)}, expected ${sha256(one)}`,
    );
  });

  test('says that a package has no wheel for the sandbox', async () => {
    const file = 'greeting-1.0-cp312-cp312-win_amd64.whl';
    const index: FetchBytes = () =>
      Promise.resolve(
        new TextEncoder().encode(
          JSON.stringify({
            files: [{ filename: file, url: 'https://files.example/', hashes: { sha256: sha256(one) } }],
          }),
        ),
      );
    const study = makeStudy('compiled', '1.0', sha256(one), {});
    await expect(prepare(openPackages('cache-5', index), study)).rejects.toThrow(
      `no wheel of greeting 1.0 for runtime pyodide (it has only ${file}). Name the hash of a wheel that ends in py3-none-any.whl`,
    );
  });
});

describe('games with wheels in the sandbox', () => {
  let workers: BuiltWorkers;
  let helpers: ReturnType<typeof createNodeHelpers>;
  let pool: RunnerPool;
  const packages = (): Packages => openPackages('cache-6');
  beforeAll(async () => {
    workers = await buildWorkers();
    helpers = createNodeHelpers(workers);
    pool = createRuntimes({
      helpers,
      python: await readPythonPackage(inRoot('environments/cubicle')),
      count: 1,
      packages: packages(),
    });
  });
  afterAll(async () => {
    await pool.close();
    helpers.close();
    workers.remove();
  });

  async function greet(source: Source): Promise<unknown> {
    const place = await pool.place('g', source, { environment });
    await place.load(environment, 20_000);
    const { obs } = await place.call({ op: 'reset', seed: 1 }, 20_000);
    place.leave();
    return obs.a;
  }

  test('import them, each study its own version', async () => {
    const first = makeStudy('plays-one', '1.0', sha256(one), { [wheelName('1.0')]: one });
    const second = makeStudy('plays-two', '2.0', sha256(two), { [wheelName('2.0')]: two });
    await expect(greet(first.source)).rejects.toMatchObject({
      scope: 'author',
      error: {
        kind: 'import',
        message: expect.stringMatching(/greeting 1\.0 is not on this machine.*prepare/) as string,
      },
    });
    await prepare(packages(), first);
    await prepare(packages(), second);
    expect(await greet(first.source)).toBe('hello');
    expect(await greet(second.source)).toBe('good day');
    expect(await greet(first.source)).toBe('hello');
  });
});
