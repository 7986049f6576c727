import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportFormats, exportLayoutNames, exportTables } from '../../../../protocol/journal';
import { type JournalFile, openJournal } from '../openJournal.node';
import { type BuiltRecordWorker, buildRecordWorker } from '../testing/buildRecordWorker.node';
import { checkBids } from '../testing/checkBids';
import { checkPsychDs } from '../testing/checkPsychDs';
import { sampleSession, secrets } from '../testing/sampleSession';
import { listFiles } from '../writeChecksums.node';

let built: BuiltRecordWorker;
let root: string;
let journal: JournalFile;
const record = (): string => join(root, 'sample', '2026-03-14_0926_abcd2345');

beforeAll(async () => {
  built = await buildRecordWorker();
  root = mkdtempSync(join(tmpdir(), 'layouts-canary-'));
  mkdirSync(join(record(), 'study'), { recursive: true });
  mkdirSync(join(record(), 'logs'));
  writeFileSync(join(record(), 'study', 'study.yaml'), 'name: sample\n');
  writeFileSync(join(record(), 'logs', 'host.log'), `${Object.values(secrets).join('\n')}\n`);
  journal = await openJournal({ file: join(record(), 'journal.sqlite'), create: true, workerFile: built.workerFile });
  await journal.append(sampleSession('answer-of-a-participant'), { durable: true });
});
afterAll(async () => {
  await journal.close();
  rmSync(root, { recursive: true, force: true });
  built.drop();
});

/** Path → text of everything that an export has. */
async function exportAs(layout: (typeof exportLayoutNames)[number], name: string): Promise<Map<string, string>> {
  const target = join(root, name);
  const request = { recordFolder: record(), target, container: 'folder' as const, layout, bom: false };
  await journal.export({ ...request, formats: exportFormats, tables: exportTables }).done;
  return new Map(listFiles(target).map((path) => [path, readFileSync(join(target, path), 'latin1')]));
}

describe.each(exportLayoutNames)('an export laid out as %s', (layout) => {
  it('names no machine, no address and no place on it, and opens no door, in no file; and is the same each time', async () => {
    const files = await exportAs(layout, `${layout}-1`);
    const names = [...files.keys()];
    expect(names).toEqual(expect.arrayContaining(['README.txt', 'SHA256SUMS', 'manifest.json', 'study/study.yaml']));
    const everything = [...names, ...files.values()].join('\n');
    // The canaries sing where they may: what was answered is there.
    expect(everything).toContain('answer-of-a-participant');
    for (const secret of [...Object.values(secrets), 'DESKTOP-OF-BOB', '10.0.0.7', 'layouts-canary']) {
      expect(everything).not.toContain(secret);
    }
    expect(await exportAs(layout, `${layout}-2`)).toEqual(files);
  });
});

it('as bids passes what the specification demands, as it stands on the disk', async () => {
  expect(checkBids(await exportAs('bids', 'bids-3'))).toEqual([]);
});

it('as psych-ds passes the rules of the specification, as it stands on the disk', async () => {
  expect(checkPsychDs(await exportAs('psych-ds', 'psych-ds-3'))).toEqual([]);
});
