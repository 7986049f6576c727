import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { schemaVersion } from './migrateJournal.node';
import { writeWholeFile } from './writeWholeFile.node';

const manifest = z.object({
  cubicle: z.literal('record'),
  /** Version of the journal's tables when the record was made. */
  schemaVersion: z.number().int(),
  appVersion: z.string(),
  session: z.string(),
  startedAt: z.string(),
  study: z.object({ name: z.string(), title: z.string(), version: z.string(), hash: z.string() }),
});
/** What a record is, for people and programs that do not open its journal. */
export type RecordManifest = z.infer<typeof manifest>;

const fileOf = (folder: string): string => join(folder, 'manifest.json');

/** Writes `manifest.json` whole or not at all. */
export async function writeManifest(
  folder: string,
  content: Omit<RecordManifest, 'cubicle' | 'schemaVersion'>,
): Promise<void> {
  const full: RecordManifest = { cubicle: 'record', schemaVersion, ...content };
  await writeWholeFile(fileOf(folder), `${JSON.stringify(manifest.parse(full), null, 2)}\n`);
}

/** The manifest, or null when there is none that can be read. */
export async function readManifest(folder: string): Promise<RecordManifest | null> {
  try {
    return manifest.parse(JSON.parse(await readFile(fileOf(folder), 'utf8')));
  } catch {
    return null;
  }
}
