import { appendFile, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { syncFolder } from './openJournalFile.node';

const fileOf = (root: string): string => join(root, 'purged.jsonl');
const lineShape = z.looseObject({ record: z.string(), undone: z.string().optional() });

/** Adds a line to `purged.jsonl` of the data folder; it is on disk when this resolves. */
export async function appendPurgeLine(root: string, line: object): Promise<void> {
  const before = await readFile(fileOf(root), 'utf8').catch(() => '');
  // A line that a power cut tore off must not spoil the next one.
  const start = before === '' || before.endsWith('\n') ? '' : '\n';
  const handle = await open(fileOf(root), 'a', 0o600);
  try {
    await appendFile(handle, `${start}${JSON.stringify(line)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  syncFolder(root);
}

/** Records whose last line says that they were deleted. */
export async function readPurged(root: string): Promise<ReadonlySet<string>> {
  const text = await readFile(fileOf(root), 'utf8').catch(() => '');
  const purged = new Set<string>();
  for (const line of text.split('\n')) {
    const read = readLine(line);
    if (read === null) continue;
    if (read.undone === undefined) purged.add(read.record);
    else purged.delete(read.record);
  }
  return purged;
}

function readLine(line: string): z.infer<typeof lineShape> | null {
  try {
    return lineShape.parse(JSON.parse(line));
  } catch {
    return null;
  }
}
