import { resolve } from 'node:path';
import { describeSalvage } from '../host/record/SalvageReport';
import { startSalvage } from '../host/record/startSalvage.node';
import { createProgressTeller } from './createProgressTeller.node';
import type { CubiclePaths } from './findPaths.node';
import { expectRecord } from './expectRecord.node';

/** Makes a new record out of what can be read of a damaged one. Returns what was saved and what is gone. @throws RecordError in words */
export async function salvageRecordAt(
  { record, out }: { record: string; out: string },
  paths: CubiclePaths,
  say: (line: string) => void,
): Promise<string> {
  const recordFolder = resolve(record);
  await expectRecord(recordFolder);
  const onProgress = createProgressTeller(say);
  return describeSalvage(
    await startSalvage({ recordFolder, target: resolve(out), workerFile: paths.workerFile, onProgress }),
  );
}
