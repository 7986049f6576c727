import { resolve } from 'node:path';
import type { StudySource } from '../host/game/GameSpec';
import { rerunEpisode } from '../host/game/rerunEpisode';
import { openFrozenStudy } from '../host/openFrozenStudy.node';
import { openRunners } from '../host/openRunners.node';
import { verifyRecord } from '../host/record/verifyRecord.node';
import { hashStudyFolder } from '../host/study/hashStudy.node';
import { CliError } from './CliError';
import { createProgressTeller } from './createProgressTeller.node';
import { describeReport } from './describeReport';
import { expectRecord } from './expectRecord.node';
import type { CubiclePaths } from './findPaths.node';
import { openHelpers } from './openHelpers.node';

/**
 * Verifies a record, every game of it played again. Returns what was looked at. `homeDir`: the data folder whose trusted studies
 * and packages count.
 * @throws CliError with what is wrong, when anything is
 */
export async function verifyRecordAt(
  record: string,
  homeDir: string,
  paths: CubiclePaths,
  say: (line: string) => void,
): Promise<string> {
  const recordFolder = resolve(record);
  await expectRecord(recordFolder);
  const helpers = openHelpers(paths);
  const { pool } = await openRunners({ helpers, studiesDir: paths.studiesDir, homeDir, count: 1 });
  let study: Promise<StudySource> | null = null;
  try {
    const report = await verifyRecord(recordFolder, {
      workerFile: paths.workerFile,
      hashStudy: hashStudyFolder,
      rerun: async ({ studyFolder, ...episode }) =>
        rerunEpisode(pool, { ...episode, study: await (study ??= openFrozenStudy(studyFolder)) }),
      onProgress: createProgressTeller(say),
    });
    const text = describeReport(recordFolder, report);
    if (!report.ok) throw new CliError(text);
    return text;
  } finally {
    await pool.close();
    helpers.close();
  }
}
