import { listPython } from '../../protocol/listPython';
import { openStudySource } from '../host/game/openStudySource.node';
import { openRunners } from '../host/openRunners.node';
import { hashStudyFolder } from '../host/study/hashStudy.node';
import type { CubiclePaths } from './findPaths.node';
import { findStudy, readStudy } from './findStudy.node';
import { openHelpers } from './openHelpers.node';

/**
 * Gets the packages of a study, into the data folder `homeDir`. Returns what there is now.
 * @throws Error in words: not trusted, no native Python, a hash that differs, no network
 */
export async function prepareStudy(
  name: string,
  homeDir: string,
  paths: CubiclePaths,
  say: (line: string) => void,
): Promise<string> {
  const { folder } = await findStudy(name, paths.studiesDir);
  const study = await readStudy(folder);
  const source = openStudySource(folder, await hashStudyFolder(folder));
  const helpers = openHelpers(paths);
  try {
    const { packages } = await openRunners({ helpers, studiesDir: paths.studiesDir, homeDir });
    await packages.prepare(source, folder, listPython(study), say);
  } finally {
    helpers.close();
  }
  return `${study.name} ${study.version} has its packages.`;
}
