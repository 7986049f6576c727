import { statSync } from 'node:fs';

/** Another one whenever the journal was written: size and time of the file and of its WAL. Does not open them. */
export function stampJournal(journalFile: string): string {
  const parts = [journalFile, `${journalFile}-wal`].map((file) => statSync(file, { throwIfNoEntry: false }));
  return parts.map((part) => `${part?.size}/${part?.mtimeMs}`).join();
}
