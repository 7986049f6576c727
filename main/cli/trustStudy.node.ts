import { listPython } from '../../protocol/listPython';
import { openTrustedStudies } from '../host/trustedStudies.node';
import { hashStudyFolder } from '../host/study/hashStudy.node';
import type { CubiclePaths } from './findPaths.node';
import { findStudy, readStudy } from './findStudy.node';

export const trustMeans =
  'A native Python is no sandbox: the code of the study can read and change all files of this user, and use the network. ' +
  'Trust only a study whose files you have looked at, or whose author you know. When a file of it changes, it has to be trusted again.';

/**
 * Keeps in the data folder `homeDir` that a study may run outside of the sandbox, as its files are now. Returns what was kept.
 * @throws CliError when it cannot be read
 */
export async function trustStudy(name: string, homeDir: string, paths: CubiclePaths): Promise<string> {
  const { folder } = await findStudy(name, paths.studiesDir);
  const study = await readStudy(folder);
  if (!listPython(study).some(({ runtime }) => runtime === 'python'))
    return `${study.name} runs in the sandbox: it needs nobody's trust.`;
  const hash = await hashStudyFolder(folder);
  await openTrustedStudies(homeDir).add({ hash, name: study.name });
  return `${study.name} ${study.version} is trusted as it is now (hash ${hash}).\n${trustMeans}`;
}
