import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCubicle } from './runCubicle';

/** A study whose game pays by the speed of the player's treatment, through the command line to the exported tables. */

const studyYaml = `
cubicle: 1
name: speeds
title: Speeds
version: "1"
description: Everybody walks, half of them faster.
seats: { min: 1, max: 8 }
treatments:
  - { name: slow, parameters: { speed: 1 } }
  - { name: fast, parameters: { speed: 9 } }
environments:
  walk: { file: env.py, class: Walk, kwargs: { speed: '{{speed}}' }, canvas: { width: 100, height: 100 } }
scenes:
  - { id: ready, kind: page, title: Ready, text: 'You walk at {{speed}}.', when: { treatment: fast } }
  - { id: play, kind: game, environment: walk, roles: { walker: human }, maxTicks: 10, keys: { Space: 1 } }
  - { id: end, kind: end, text: Thank you. }
`;
const envPy = `
class Walk:
    possible_agents = ["walker"]

    def __init__(self, speed):
        self.speed = speed

    def reset(self, seed=None, options=None):
        return {"walker": 0}, {"walker": {}}

    def step(self, actions):
        return {"walker": 0}, {"walker": self.speed}, {"walker": False}, {"walker": False}, {"walker": {}}
`;

let folder: string;
let study: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cubicle-treatments-'));
  study = join(folder, 'speeds');
  mkdirSync(study);
  writeFileSync(join(study, 'study.yaml'), studyYaml);
  writeFileSync(join(study, 'env.py'), envPy);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Row = Record<string, unknown>;
const readTable = (out: string, table: string): Row[] =>
  readFileSync(join(out, 'jsonl', `${table}.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);

async function simulate(name: string, ...more: string[]): Promise<{ participants: Row[]; episodes: Row[] }> {
  const out = join(folder, name);
  const wanted = ['simulate', study, '--participants', '4', '--seed', '3', '--out', out, '--json', ...more];
  const simulated = await runCubicle(wanted);
  expect(simulated, simulated.stderr).toMatchObject({ exitCode: 0 });
  const { record } = JSON.parse(simulated.stdout) as { record: string };
  const verified = await runCubicle(['verify', record]);
  expect(verified, verified.stderr).toMatchObject({ exitCode: 0 });
  const tables = join(folder, `${name}-tables`);
  const exported = await runCubicle(['export', record, '--format', 'jsonl', '--out', tables]);
  expect(exported, exported.stderr).toMatchObject({ exitCode: 0 });
  return { participants: readTable(tables, 'participants'), episodes: readTable(tables, 'episodes') };
}

const countOf = (rows: Row[]): Row =>
  rows.reduce<Record<string, number>>((sum, { treatment }) => {
    sum[String(treatment)] = (sum[String(treatment)] ?? 0) + 1;
    return sum;
  }, {});

test('each treatment is validated: its environments are played with its own values', async () => {
  const validated = await runCubicle(['validate', study]);
  expect(validated, validated.stderr).toMatchObject({ exitCode: 0 });
  for (const name of ['slow', 'fast'])
    expect(validated.stdout).toContain(`environment walk (under treatment ${name}): keeps the rules`);
}, 120_000);

test('chance gives each treatment to half of the participants, and each plays by its own', async () => {
  const { participants, episodes } = await simulate('drawn');
  expect(countOf(participants)).toEqual({ slow: 2, fast: 2 });
  expect(countOf(episodes)).toEqual({ slow: 2, fast: 2 });
  for (const episode of episodes) expect(episode['return']).toBe(episode['treatment'] === 'fast' ? 90 : 10);
}, 180_000);

test('three sessions of three together come out even: each begins where those before it stood', async () => {
  const given: Record<string, number> = { slow: 0, fast: 0 };
  for (const seed of ['1', '2', '3']) {
    const wanted = ['simulate', study, '--participants', '3', '--seed', seed, '--out', join(folder, 'three'), '--json'];
    const simulated = await runCubicle(wanted);
    expect(simulated, simulated.stderr).toMatchObject({ exitCode: 0 });
    const { record } = JSON.parse(simulated.stdout) as { record: string };
    const counts = JSON.parse(readFileSync(join(record, 'treatments.json'), 'utf8')) as Record<string, number>;
    for (const [treatment, count] of Object.entries(counts)) given[treatment] = (given[treatment] ?? 0) + count;
    expect(Math.abs((given['slow'] ?? 0) - (given['fast'] ?? 0))).toBeLessThanOrEqual(1);
  }
  expect((given['slow'] ?? 0) + (given['fast'] ?? 0)).toBe(9);
}, 180_000);

test('one treatment can be given to everybody; one that the study does not have is refused, and no record is left', async () => {
  const { participants } = await simulate('chosen', '--treatment', 'fast');
  expect(countOf(participants)).toEqual({ fast: 4 });
  const refused = await runCubicle([
    'simulate',
    study,
    '--participants',
    '1',
    '--out',
    join(folder, 'refused'),
    '--treatment',
    'faster',
  ]);
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toContain('There is no treatment faster in this study: it has slow, fast.');
  expect(() => readFileSync(join(folder, 'refused', 'speeds'))).toThrow(/ENOENT/);
}, 180_000);
