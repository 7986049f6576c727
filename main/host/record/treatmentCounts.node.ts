import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWholeFile } from './writeWholeFile.node';

/** How many of a session have each treatment. Made of the journal; whoever loses it loses the balance with later sessions. */
const counts = z.record(z.string(), z.number().int().min(0));
type Counts = z.infer<typeof counts>;

const NAME = 'treatments.json';

/** Writes the counts of a record's session, whole or not at all. */
export function writeTreatmentCounts(recordFolder: string, content: Counts): Promise<void> {
  return writeWholeFile(join(recordFolder, NAME), `${JSON.stringify(content)}\n`);
}

/** The sums over all records of a study. Records without counts, or with some that cannot be read, count nothing. */
export async function sumTreatmentCounts(studyFolder: string): Promise<Counts> {
  const records = await readdir(studyFolder, { withFileTypes: true }).catch(() => []);
  const sums: Counts = {};
  for (const record of records) {
    if (!record.isDirectory() || record.name.startsWith('.')) continue;
    for (const [treatment, count] of Object.entries(await readCounts(join(studyFolder, record.name))))
      sums[treatment] = (sums[treatment] ?? 0) + count;
  }
  return sums;
}

async function readCounts(recordFolder: string): Promise<Counts> {
  try {
    return counts.parse(JSON.parse(await readFile(join(recordFolder, NAME), 'utf8')));
  } catch {
    return {};
  }
}
