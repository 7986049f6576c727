import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openJournal } from '../../main/host/record/openJournal.node';
import { makeSumModel } from '../game/makeOnnx';
import { noChromium, openChromium, openPage } from '../ui/openChromium';
import { type CubicleRun, runCubicle, startCubicle } from './runCubicle';

const workerFile = fileURLToPath(new URL('../../dist/host/record.cjs', import.meta.url));
const volley = fileURLToPath(new URL('../../environments/volley', import.meta.url));
const fixtureFile = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/environments/${name}`, import.meta.url));
const summarySchema = z.object({
  record: z.string(),
  participants: z.number(),
  finished: z.number(),
  games: z.number(),
  ticks: z.number(),
  ended: z.boolean(),
  policyLatencyMs: z.object({ p99: z.number() }),
});

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cubicle-simulate-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The games of a record: everything that a seed decides. */
async function ticksOf(record: string): Promise<string[]> {
  const journal = await openJournal({
    file: join(record, 'journal.sqlite'),
    create: false,
    readOnly: true,
    workerFile,
  });
  const ticks: string[] = [];
  try {
    await journal.rows({ kinds: ['tick'] }, (rows) => {
      for (const { game, body } of rows)
        if ('actions' in body)
          ticks.push(JSON.stringify([game, body.episode, body.tick, Object.entries(body.actions).sort(), body.hash]));
    });
  } finally {
    await journal.close();
  }
  return ticks.sort();
}

async function simulate(
  name: string,
  seed: number,
): Promise<{ run: CubicleRun; summary: z.infer<typeof summarySchema> }> {
  const out = join(folder, name);
  const run = await runCubicle([
    'simulate',
    'volley',
    '--participants',
    '4',
    '--seed',
    String(seed),
    '--out',
    out,
    '--json',
  ]);
  if (run.exitCode !== 0) throw new Error(run.stderr);
  return { run, summary: summarySchema.parse(JSON.parse(run.stdout)) };
}

describe('a simulated session', () => {
  let record: string;
  beforeAll(async () => {
    const { summary } = await simulate('first', 1);
    record = summary.record;
    expect(summary).toMatchObject({ participants: 4, finished: 4, games: 6, ended: true });
  }, 300_000);

  test('leaves a record that verifies, every game played again', async () => {
    const run = await runCubicle(['verify', record]);
    expect(run).toMatchObject({ exitCode: 0 });
    expect(run.stdout).toMatch(/6 games with 6 episodes and \d+ ticks; [1-9]\d* states compared/);
  });

  test('is the same when it is run again with the same seed', async () => {
    const again = await simulate('again', 1);
    const ticks = await ticksOf(again.summary.record);
    expect(ticks).toHaveLength(again.summary.ticks);
    expect(ticks).toEqual(await ticksOf(record));
  }, 300_000);

  test('exports into files whose checksums hold, and is never written over', async () => {
    const out = join(folder, 'export');
    expect(await runCubicle(['export', record, '--format', 'csv,jsonl', '--out', out])).toMatchObject({ exitCode: 0 });
    execFileSync('sha256sum', ['--check', '--quiet', '--strict', 'SHA256SUMS'], { cwd: out });
    const participants = readFileSync(join(out, 'csv', 'participants.csv'), 'utf8')
      .trim()
      .split('\n');
    expect(participants).toHaveLength(5);
    const again = await runCubicle(['export', record, '--out', out]);
    expect(again).toMatchObject({ exitCode: 1 });
    expect(again.stderr).toContain('exists already');
    const all = join(folder, 'all.zip');
    const dataDir = join(record, '..', '..');
    const many = await runCubicle([
      'export',
      '--all',
      '--data',
      dataDir,
      '--tables',
      'episodes',
      '--zip',
      '--out',
      all,
    ]);
    expect(many).toMatchObject({ exitCode: 0 });
    expect(many.stdout).toMatch(/^episodes +\d+ rows\n\d sessions? exported to /);
    expect(readFileSync(all).subarray(0, 2).toString()).toBe('PK');
    for (const wrong of [['export', '--all', record], ['export', record, record, '--layout', 'mug'], ['export']])
      expect(await runCubicle([...wrong, '--out', join(folder, 'wrong')])).toMatchObject({ exitCode: 2 });
  });

  test.skipIf(noChromium)('is looked at again in a browser, at any tick, and stays as it is', async () => {
    const before = readFileSync(join(record, 'journal.sqlite'));
    const replay = await startCubicle(['replay', record], /#token=\S+\n/);
    const [url = ''] = /http:\S+/.exec(replay.printed) ?? [];
    const browser = await openChromium();
    try {
      const { page, complaints } = await openPage(browser, url);
      await page.getByText('The same states as recorded').waitFor({ timeout: 60_000 });
      const told = async (): Promise<number> =>
        Number(/tick (\d+) of/.exec(await page.locator('main').innerText())?.[1]);
      const picture = () => page.locator('canvas').evaluate((element: HTMLCanvasElement) => element.toDataURL());
      const goTo = async (key: string, tick: number): Promise<void> => {
        await page.keyboard.press(key);
        await expect.poll(told).toBe(tick);
      };
      const last = Number(/tick \d+ of (\d+)/.exec(await page.locator('main').innerText())?.[1]);
      const first = await picture();
      await goTo('End', last);
      await expect.poll(picture).not.toBe(first);
      await goTo('Home', 0);
      await expect.poll(picture).toBe(first);
      for (const tick of [1, 2, 3]) await goTo('ArrowRight', tick);
      // What was reached step by step is what a jump shows.
      await expect.poll(picture).not.toBe(first);
      await goTo('Shift+ArrowRight', 33);
      const jumped = await picture();
      await goTo('ArrowLeft', 32);
      await goTo('ArrowRight', 33);
      await expect.poll(picture).toBe(jumped);
      await page.getByText('8×').click();
      await page.getByRole('button', { name: 'Play' }).click();
      await expect.poll(told).toBeGreaterThan(60);
      await page.getByRole('navigation', { name: 'Episodes' }).getByRole('button').nth(1).click();
      await expect.poll(told).toBe(0);
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
      expect((await replay.stop()).exitCode).toBe(0);
    }
    expect(readFileSync(join(record, 'journal.sqlite')).equals(before)).toBe(true);
  });

  test('does not verify when a single byte of its study was changed', async () => {
    const changed = join(folder, 'changed');
    cpSync(record, changed, { recursive: true });
    writeFileSync(join(changed, 'study', 'physics.py'), `${readFileSync(join(volley, 'physics.py'), 'utf8')} `);
    const run = await runCubicle(['verify', changed]);
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain('study/changed');
  });
});

describe('a study', () => {
  test('is ready when its environment repeats itself and its model answers', async () => {
    const run = await runCubicle(['validate', 'volley']);
    expect(run).toMatchObject({ exitCode: 0 });
    expect(run.stdout).toMatch(/volley 1\.0 is ready/);
  });

  test('is told what is wrong with its files, with the line', async () => {
    const study = join(folder, 'broken');
    cpSync(volley, study, { recursive: true });
    writeFileSync(
      join(study, 'study.yaml'),
      readFileSync(join(study, 'study.yaml'), 'utf8').replace('kind: lobby', 'kind: loby'),
    );
    const run = await runCubicle(['validate', study]);
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toMatch(/study\.yaml:\d+:\d+ scenes\[4\]\.kind/);
  });

  test('is told what is wrong with its Python, with file and line', async () => {
    const study = join(folder, 'raising');
    cpSync(volley, study, { recursive: true });
    const source = readFileSync(join(study, 'env.py'), 'utf8');
    writeFileSync(
      join(study, 'env.py'),
      source.replace(
        /( +)def step\(self.*\n/,
        (line, indent: string) => `${line}${indent}    raise ValueError("not today")\n`,
      ),
    );
    const run = await runCubicle(['validate', study]);
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toMatch(/env\.py:\d+: .*not today/);
  });

  test('of the author is rehearsed from its folder, and a game that fails fails the rehearsal', async () => {
    const study = join(folder, 'own');
    cpSync(volley, study, { recursive: true });
    for (const name of ['faulty/counter.py', 'faulty/minds.py', 'faulty/blink.py', 'turns/stones.py'])
      cpSync(fixtureFile(name), join(study, basename(name)));
    putRecurrent(study, 2);
    writeFileSync(join(study, 'study.yaml'), ownStudy(''));
    const args = (out: string) => [
      'simulate',
      study,
      '--participants',
      '2',
      '--seed',
      '5',
      '--out',
      join(folder, out),
      '--json',
    ];
    const fine = await runCubicle(args('own-fine'));
    expect(fine).toMatchObject({ exitCode: 0 });
    const summary: unknown = JSON.parse(fine.stdout);
    expect(summary).toMatchObject({
      study: 'own',
      finished: 2,
      episodes: 12,
      failedGames: [],
    });
    const { record } = summarySchema.parse(summary);
    // What the class in Python did, and what a recurrent model told, which starts with each episode anew.
    const ticks = await ticksOf(record);
    const actionsOf = (scene: string, agent: string, wanted = 0): string =>
      ticks
        .map((tick) => JSON.parse(tick) as [string, number, number, [string, number][]])
        .filter(([game, episode]) => game === scene && episode === wanted)
        .sort((a, b) => a[2] - b[2])
        .map(([, , , actions]) => new Map(actions).get(agent) ?? '-')
        .join('');
    expect(actionsOf('play.LAB01', 'b')).toBe('1'.repeat(40));
    for (const episode of [0, 1]) expect(actionsOf('recall.LAB01', 'b', episode)).toBe('000' + '1'.repeat(7));
    // The test bots point at places, and press there at times.
    const pointed = ticks.flatMap((tick) => /recall.*\["a",\[([^\]]*)\]\]/.exec(tick)?.[1]?.split(',') ?? []);
    expect(pointed).toHaveLength(2 * 2 * 10 * 3);
    expect(new Set(pointed).size).toBeGreaterThan(4);
    // In turns: one acts in each tick.
    expect(actionsOf('stones.LAB01', 'a')).toMatch(/^[0-2]--[0-2-]*$/);
    const verified = await runCubicle(['verify', record]);
    expect(verified, verified.stderr).toMatchObject({ exitCode: 0 });
    expect(verified.stdout).toMatch(/6 games with 12 episodes/);
    writeFileSync(join(study, 'study.yaml'), ownStudy('agents: [a, c]'));
    const failing = await runCubicle(args('own-failing'));
    expect(failing).toMatchObject({ exitCode: 1 });
    expect(failing.stderr).toMatch(/game play\.LAB01 failed/);
    // A partner that cannot play is told before anybody does.
    writeFileSync(join(study, 'study.yaml'), ownStudy(''));
    putRecurrent(study, 3);
    const refused = await runCubicle(args('own-refused'));
    expect(refused).toMatchObject({ exitCode: 1 });
    expect(refused.stderr).toMatch(
      /recalls\.onnx: policy recalls: the model takes 3 numbers \(\[1, 3\]\), the environment observes 2/,
    );
  }, 120_000);
});

describe('a host', () => {
  test('runs until it is asked to stop, and says in words why another cannot have its port', async () => {
    const port = String(20_000 + (process.pid % 20_000));
    const started = await startCubicle(
      ['host', 'volley', '--port', port, '--data', join(folder, 'data')],
      /console\/#token=/,
    );
    const second = await runCubicle(['host', '--port', port, '--data', join(folder, 'other')]);
    expect(second).toMatchObject({ exitCode: 1 });
    expect(second.stderr).toContain(`Port ${port} is taken`);
    const ended = await started.stop();
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    const again = await startCubicle(
      ['host', 'volley', '--port', port, '--data', join(folder, 'data')],
      /goes on; no new one was made/,
    );
    expect(await again.stop()).toMatchObject({ exitCode: 0 });
  });

  test('says in words that it cannot write', async () => {
    writeFileSync(join(folder, 'file'), '');
    const run = await runCubicle(['host', '--data', join(folder, 'file', 'records')]);
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain('Choose another data folder');
  });
});

test.each([
  [[], /Usage: cubicle/],
  [['frobnicate'], /unknown command 'frobnicate'/],
  [['simulate', 'volley', '--participants', '4', '--sped', 'max'], /unknown option '--sped'/],
  [['simulate', 'volley'], /--participants/],
  [['simulate', 'volley', '--participants', '40'], /takes 1 to 24 participants, not 40/],
  [['validate', 'voley'], /no study "voley".*volley/],
  [['export', tmpdir(), '--out', '/nowhere'], /no record/],
  [['verify', tmpdir()], /no record/],
])('called wrongly, as %j, it says so and exits with 2', async (args, words) => {
  const run = await runCubicle(args);
  expect(run.exitCode).toBe(2);
  expect(run.stderr).toMatch(words);
  expect(run.stdout).toBe('');
});

/** A partner in Python, a recurrent one, and a game in turns, all of small environments. */
function ownStudy(kwargs: string): string {
  return `cubicle: 1
name: own
title: Counting
version: "2"
description: Two count together.
seats: { min: 2, max: 4 }
environments:
  counter: { file: counter.py, class: Counter, kwargs: { ${kwargs} }, canvas: { width: 100, height: 100 } }
  blink: { file: blink.py, class: Blink, canvas: { width: 100, height: 100 } }
  stones: { file: stones.py, class: Stones, canvas: { width: 100, height: 100 } }
policies:
  talker: { kind: python, file: minds.py, class: Talks, fallback: 2 }
  recalls: { kind: onnx, model: recalls.onnx, metadata: recalls.json }
  any: { kind: random, actions: [0, 1, 2] }
scenes:
  - id: play
    kind: game
    environment: counter
    roles: { a: human, b: talker }
    keys: { ArrowLeft: 1, ArrowRight: 2 }
    episodes: 3
    maxTicks: 40
  - id: recall
    kind: game
    environment: blink
    roles: { a: human, b: recalls }
    pointer: position
    defaultAction: [0.5, 0.5, 0]
    episodes: 2
    maxTicks: 10
  - id: stones
    kind: game
    environment: stones
    roles: { a: human, b: any, c: any }
    keys: { ArrowLeft: 1, ArrowRight: 2 }
  - { id: end, kind: end, text: Thank you. }
`;
}

/** A model that adds up what it has seen, and does what there was most of. */
function putRecurrent(study: string, size: number): void {
  const model = makeSumModel(size);
  const metadata = {
    name: 'recalls',
    kind: 'onnx',
    sha256: createHash('sha256').update(model).digest('hex'),
    input: { name: 'obs', shape: ['batch', size], dtype: 'float32' },
    output: { name: 'logits', shape: ['batch', size] },
    state: [{ input: 'h_in', output: 'h_out' }],
    actionHead: 'argmax',
  };
  writeFileSync(join(study, 'recalls.onnx'), model);
  writeFileSync(join(study, 'recalls.json'), JSON.stringify(metadata));
}
