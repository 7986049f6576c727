import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sweepOwnedFolders } from './ownedFolder.node';
import type { RecordProgress } from './recordMessages';
import { runRecordJob } from './runRecordJob.node';
import { salvageMark, type SalvageReport } from './SalvageReport';

export type SalvageOptions = {
  recordFolder: string;
  /** Folder to make; it must not exist. */
  target: string;
  /** Path of the bundled record worker. */
  workerFile: string;
  onProgress?: ((progress: RecordProgress) => void) | undefined;
};

/** Salvages a damaged record in a thread of its own: see `salvageRecord`. Rejects with its RecordError. */
export function startSalvage({ recordFolder, target, ...options }: SalvageOptions): Promise<SalvageReport> {
  return runRecordJob({ mode: 'salvage', recordFolder, target }, options, (done) =>
    done.type === 'salvaged' ? done.report : null,
  );
}

/** Removes what killed salvages left in a data folder. What somebody still works in stays. */
export function sweepSalvages(root: string): void {
  let studies: string[] = [];
  try {
    studies = readdirSync(root);
  } catch {
    // There is no data folder yet.
  }
  for (const study of studies) sweepOwnedFolders(join(root, study), salvageMark);
}
