import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exportFormats, exportTables } from '../../../protocol/journal';
import type { ExportRequest } from './ExportRequest';
import { type JournalFile, openJournal } from './openJournal.node';
import { type BuiltRecordWorker, buildRecordWorker } from './testing/buildRecordWorker.node';
import { sampleSession, sampleTick } from './testing/sampleSession';

const root = mkdtempSync(join(tmpdir(), 'export-faults-'));
const disk = join(root, 'disk');
const record = join(root, 'record');
let built: BuiltRecordWorker;
let journal: JournalFile;

/** A small disk of its own needs root and Linux. */
function mountSmallDisk(): boolean {
  mkdirSync(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', disk], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
const mounted = process.platform === 'linux' && mountSmallDisk();

beforeAll(async () => {
  mkdirSync(record);
  built = await buildRecordWorker();
  journal = await openJournal({ file: join(record, 'journal.sqlite'), create: true, workerFile: built.workerFile });
  const ticks = Array.from({ length: 3000 }, (_, index) => sampleTick(5, index + 1));
  await journal.append([...sampleSession(), ...ticks], { durable: true });
});
afterAll(async () => {
  await journal.close();
  built.drop();
  if (mounted) execFileSync('umount', [disk]);
  rmSync(root, { recursive: true, force: true });
});

const exportTo = (target: string, container: ExportRequest['container']) =>
  journal.export({
    recordFolder: record,
    target,
    container,
    layout: 'cubicle',
    formats: [...exportFormats],
    tables: [...exportTables],
    bom: false,
  }).done;

it.skipIf(!mounted)(
  'without room says so, leaves nothing, and can be made elsewhere (needs root to mount)',
  async () => {
    for (const container of ['folder', 'zip'] as const) {
      await expect(exportTo(join(disk, `out-${container}`), container)).rejects.toMatchObject({
        code: 'record/diskFull',
        message: expect.stringContaining(`not enough room in ${disk}`) as string,
      });
      expect(readdirSync(disk)).toEqual([]);
    }
    expect((await exportTo(join(root, 'elsewhere'), 'folder')).rows['ticks']).toBe(6016);
  },
);

it.skipIf(!mounted)('says so where nothing can be written (needs root to mount)', async () => {
  execFileSync('mount', ['-o', 'remount,ro', disk]);
  await expect(exportTo(join(disk, 'out'), 'folder')).rejects.toMatchObject({ code: 'record/notWritable' });
});
