import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal, type JournalFile } from '../../main/host/record/openJournal.node';
import { writeManifest } from '../../main/host/record/recordManifest.node';
import { sampleSession, sampleTick } from '../../main/host/record/testing/sampleSession';
import { listRecordFiles } from '../../main/host/sync/listRecordFiles.node';
import type { SyncRecord } from '../../main/host/sync/SyncDeps';

/** A data folder with records in it, made by the record's own code. */
export type DataFolder = {
  dataDir: string;
  /** A record of a session that has ended and was closed; `ticks` more than the sample has. */
  addRecord(code: string, ticks?: number): Promise<SyncRecord>;
  /** A record that is being written; the caller closes its journal. */
  openRecord(code: string): Promise<{ record: SyncRecord; journal: JournalFile }>;
  /** Path → content of everything a copy of it must hold. */
  contentOf(record: SyncRecord): Promise<Map<string, Buffer>>;
  drop(): void;
};

export function createDataFolder(workerFile: string): DataFolder {
  const dataDir = mkdtempSync(join(tmpdir(), 'cubicle-data-'));

  async function openRecord(code: string): Promise<{ record: SyncRecord; journal: JournalFile }> {
    const record = `sample/2026-03-14_0926_${code}`;
    const folder = join(dataDir, record);
    mkdirSync(join(folder, 'study', 'pages'), { recursive: true });
    mkdirSync(join(folder, 'logs'));
    writeFileSync(join(folder, 'logs', 'host.log'), 'says something about this machine\n');
    writeFileSync(join(folder, 'study', 'study.yaml'), 'name: sample\n');
    writeFileSync(join(folder, 'study', 'pages', 'hallo ö:.md'), `# ${code}\n`);
    await writeManifest(folder, {
      appVersion: '0.1.0',
      session: code,
      startedAt: '2026-03-14T09:26:00.000+01:00',
      study: { name: 'sample', title: 'Sample', version: '1.0', hash: 'a'.repeat(64) },
    });
    const journal = await openJournal({ file: join(folder, 'journal.sqlite'), create: true, workerFile });
    await journal.append(sampleSession(), { durable: true });
    const liveRows = journal.stats().rows;
    return { record: { record, folder, state: 'running', liveRows }, journal };
  }

  return {
    dataDir,
    openRecord,
    async addRecord(code, ticks = 0) {
      const { record, journal } = await openRecord(code);
      for (let tick = 1; tick <= ticks; tick++) await journal.append([sampleTick(9, tick)], { durable: false });
      await journal.close();
      return { ...record, state: 'ended', liveRows: null };
    },
    async contentOf({ folder }) {
      const files = await listRecordFiles(folder);
      return new Map(files.map(({ path }) => [path, readFileSync(join(folder, path))]));
    },
    drop: () => rmSync(dataDir, { recursive: true, force: true }),
  };
}
