import { open, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** How many of a session have each treatment. Made of the journal; whoever loses it loses the balance with later sessions. */
const counts = z.record(z.string(), z.number().int().min(0));
type Counts = z.infer<typeof counts>;

const NAME = 'treatments.json';

/** Writes the counts of a record's session, whole or not at all. */
export async function writeTreatmentCounts(recordFolder: string, content: Counts): Promise<void> {
  const file = join(recordFolder, NAME);
  const handle = await open(`${file}.new`, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(content)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
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
