import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeRecord } from './makeRecord';
import { runCubicle, startCubicle } from './runCubicle';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cubicle-private-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Everything below a folder that others than its owner may read, write or enter. */
function openToOthers(path: string): string[] {
  const found = lstatSync(path);
  const inside = found.isDirectory() ? readdirSync(path).flatMap((name) => openToOthers(join(path, name))) : [];
  return (found.mode & 0o077) === 0 ? inside : [`${(found.mode & 0o777).toString(8)} ${path}`, ...inside];
}

it.skipIf(process.platform === 'win32')(
  'writes nothing into the data folder that another user could read',
  async () => {
    const data = join(folder, 'data');
    const record = await makeRecord(data, 'STAT2345');
    const host = await startCubicle(['host', 'blank', '--data', data], /Cubicle is running/);
    await host.stop();
    const out = join(data, 'out');
    const exported = await runCubicle(['export', record, '--format', 'csv,parquet,jsonl', '--out', out]);
    expect(exported).toMatchObject({ exitCode: 0 });
    const variables = { CUBICLE_PASSPHRASE: 'correct horse battery' };
    expect(await runCubicle(['encrypt', record], variables)).toMatchObject({ exitCode: 0 });
    expect(readdirSync(data)).toEqual(expect.arrayContaining(['blank', 'host', 'out', 'volley']));
    expect(openToOthers(data)).toEqual([]);
  },
);
