import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { syncFolder } from './openJournalFile.node';

const seal = z.object({ rows: z.number().int(), lastHash: z.string(), ended: z.boolean() });
/** Written when a journal is closed, removed when writing goes on: how it stood. A cut-off end shows against it. */
export type JournalSeal = z.infer<typeof seal>;

const sealFileOf = (journalFile: string): string => `${journalFile}.seal.json`;

/** Writes the seal whole or not at all. */
export function writeSeal(journalFile: string, content: JournalSeal): void {
  const file = sealFileOf(journalFile);
  const handle = openSync(`${file}.new`, 'w', 0o600);
  try {
    writeSync(handle, `${JSON.stringify(content)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(`${file}.new`, file);
  syncFolder(dirname(file));
}

export const breakSeal = (journalFile: string): void => rmSync(sealFileOf(journalFile), { force: true });

/** The seal, or null when the journal was not closed in peace. */
export function readSeal(journalFile: string): JournalSeal | null {
  try {
    return seal.parse(JSON.parse(readFileSync(sealFileOf(journalFile), 'utf8')));
  } catch {
    return null;
  }
}
