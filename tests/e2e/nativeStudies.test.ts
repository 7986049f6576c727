import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCubicle } from './runCubicle';

/** Environments from PyPI as they are, in studies that add drawing and keys only; one virtual environment for all, kept between runs. */

const studyFolder = (name: string): string => fileURLToPath(new URL(`../studies/${name}`, import.meta.url));
const kept = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cubicle', 'test-packages');
const noIndex = /No matching distribution|Could not find a version|Connection|Name or service|Max retries|not there/i;

let folder: string;
let data: string;
/** Why the studies cannot be run here. */
let missing: string | null = null;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cubicle-native-'));
  data = join(folder, 'data');
  mkdirSync(data);
  mkdirSync(kept, { recursive: true });
  symlinkSync(kept, join(data, 'cache'));
  const untrusted = await runCubicle(['prepare', studyFolder('gym_cart_pole'), '--data', data]);
  expect(untrusted.exitCode).toBe(1);
  expect(untrusted.stderr).toMatch(/no sandbox.*cubicle trust STUDY/);
  await trust('gym_cart_pole');
  const prepared = await runCubicle(['prepare', studyFolder('gym_cart_pole'), '--data', data]);
  if (prepared.exitCode === 0) return;
  if (!noIndex.test(prepared.stderr)) throw new Error(prepared.stderr);
  missing = `the Python Package Index cannot be reached: ${prepared.stderr.trim().split('\n').at(-1) ?? ''}`;
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function trust(name: string): Promise<void> {
  const run = await runCubicle(['trust', studyFolder(name), '--data', data]);
  expect(run.stdout + run.stderr).toContain('is trusted as it is now');
}

const studies: [string, number][] = [
  ['gym_cart_pole', 1],
  ['gym_mountain_car', 1],
  ['zoo_rock_paper_scissors', 2],
  ['zoo_tictactoe', 2],
  ['cogrid_overcooked', 2],
];
test.for(studies)(
  '%s is valid, is played by %i, and its record verifies',
  { timeout: 300_000 },
  async ([name, participants], { skip }) => {
    if (missing !== null) skip(missing);
    await trust(name);
    const validated = await runCubicle(['validate', studyFolder(name), '--data', data]);
    expect(validated.stderr).toBe('');
    expect(validated.stdout).toMatch(/environment \w+: .*\d+ ticks played twice, with the same result/);
    const out = join(folder, name);
    const count = String(participants);
    const simulated = await runCubicle([
      'simulate',
      studyFolder(name),
      '--participants',
      count,
      '--seed',
      '3',
      '--out',
      out,
      '--data',
      data,
      '--json',
    ]);
    if (simulated.exitCode !== 0) throw new Error(simulated.stderr);
    const { record, finished, ticks } = JSON.parse(simulated.stdout) as Record<string, unknown>;
    expect(finished).toBe(participants);
    expect(ticks).toBeGreaterThan(5);
    const verified = await runCubicle(['verify', String(record), '--data', data]);
    expect(verified.stdout + verified.stderr).toMatch(/again/);
    expect(verified.exitCode).toBe(0);
  },
);

test('a study that has changed is not run before it is trusted again', async () => {
  const study = join(folder, 'changed');
  cpSync(studyFolder('gym_cart_pole'), study, { recursive: true });
  const trusted = await runCubicle(['trust', study, '--data', data]);
  expect(trusted.exitCode).toBe(0);
  writeFileSync(join(study, 'more.py'), 'import os\n');
  for (const command of ['validate', 'prepare']) {
    const run = await runCubicle([command, study, '--data', data]);
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toMatch(/no sandbox.*cubicle trust STUDY.*when a file of it changes/);
  }
  const simulated = await runCubicle([
    'simulate',
    study,
    '--participants',
    '1',
    '--out',
    join(folder, 'untrusted'),
    '--data',
    data,
  ]);
  expect(simulated.exitCode).toBe(1);
  expect(simulated.stderr).toMatch(/no sandbox/);
  expect(existsSync(join(folder, 'untrusted', 'gym_cart_pole'))).toBe(false);
}, 120_000);

test('without a native Python it says what was looked for, and what to install', async () => {
  const run = await runCubicle(['prepare', studyFolder('gym_cart_pole'), '--data', data], {
    CUBICLE_PYTHON: join(folder, 'nowhere', 'python3'),
  });
  expect(run.exitCode).toBe(1);
  expect(run.stderr).toMatch(/looked for python3\. Install Python 3\.\d+ or newer from python\.org.*CUBICLE_PYTHON/);
});
