import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDataFolder, type DataFolder } from '../sync/createDataFolder';
import { runCubicle } from './runCubicle';

const inDist = (path: string): string => fileURLToPath(new URL(`../../dist/${path}`, import.meta.url));

let data: DataFolder;
let far: string;
beforeAll(() => {
  data = createDataFolder(inDist('host/record.cjs'));
  far = mkdtempSync(join(tmpdir(), 'cubicle-far-'));
});
afterAll(() => {
  data.drop();
  rmSync(far, { recursive: true, force: true });
});

const argsOf = (...more: string[]): string[] => ['purge', '--reason', 'retention', '--data', data.dataDir, ...more];
const recordsLeft = (): string[] => readdirSync(join(data.dataDir, 'sample')).sort();
const audit = (): Record<string, unknown>[] =>
  readFileSync(join(data.dataDir, 'purged.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('deletes what was sent and verified, and the rest only when told so', async () => {
  const sent = await data.addRecord('sent2345');
  await runCubicle(['sync', 'add', 'nas', '--folder', far, '--data', data.dataDir]);
  expect((await runCubicle(['sync', '--data', data.dataDir])).exitCode).toBe(0);
  const late = await data.addRecord('late2345');

  const listed = await runCubicle(argsOf('--before', '2026-03-15'));
  expect(listed.stdout).toContain(`${sent.record}  begun 2026-03-14, ended; a copy is at nas (verified `);
  expect(listed.stdout).toContain(`${late.record}  stays: it is not yet whole at nas`);
  expect(listed.stdout).toContain('1 of them would go with --without-copy, for good');
  expect(listed.stdout).toContain('Nothing was deleted');
  expect(recordsLeft()).toHaveLength(2);

  expect((await runCubicle(argsOf('--before', '2026-03-15', '--yes'))).exitCode).toBe(0);
  expect(recordsLeft().map((name) => `sample/${name}`)).toEqual([late.record]);
  expect(existsSync(join(far, sent.record, 'journal.sqlite'))).toBe(true);
  expect(audit()).toMatchObject([{ record: sent.record, reason: 'retention', copies: [{ target: 'nas' }] }]);

  const refused = await runCubicle(argsOf('--yes'));
  expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining('--before DAY or --record')]);
  const elsewhere = await runCubicle(['purge', '--before', '2026-03-15', '--reason', 'x', '--data', join(far, 'typo')]);
  expect([elsewhere.exitCode, elsewhere.stderr]).toEqual([2, expect.stringContaining('There is no data folder')]);
  expect((await runCubicle(argsOf('--record', late.record, '--without-copy', '--yes'))).exitCode).toBe(0);
  expect(recordsLeft()).toEqual([]);
  expect(audit()).toHaveLength(2);
});

test('what a killed purge has left is deleted by the next, and nothing else', async () => {
  const leftovers = (): string[] => recordsLeft().filter((name) => name.startsWith('.purging-'));
  // The kill has to be faster than the deletion; a larger record takes longer.
  for (let files = 4_000; ; files *= 2) {
    const { record, folder } = await data.addRecord(`kill${files}`);
    mkdirSync(join(folder, 'exports'));
    for (let file = 0; file < files; file++) writeFileSync(join(folder, 'exports', `${file}.csv`), '');
    const args = argsOf('--record', record, '--without-copy', '--yes');
    const child = spawn(process.execPath, [inDist('cli/cubicle.cjs'), ...args], { stdio: 'ignore' });
    const watcher = watch(join(data.dataDir, 'sample'), (_event, name) => {
      if (name?.startsWith('.purging-')) child.kill('SIGKILL');
    });
    await once(child, 'exit');
    watcher.close();
    expect(existsSync(folder)).toBe(false);
    expect(audit().at(-1)).toMatchObject({ record });
    if (leftovers().length > 0) break;
    expect(files).toBeLessThan(100_000);
  }
  const stays = await data.addRecord('stays234');
  const lines = audit().length;
  expect((await runCubicle(argsOf('--before', '2020-01-01', '--yes'))).stdout).toContain('is finished');
  expect(recordsLeft().map((name) => `sample/${name}`)).toEqual([stays.record]);
  expect(audit()).toHaveLength(lines);
});
