import { basename, join } from 'node:path';
import { listStudyFolder } from './study/listStudyFolder.node';
import { studyAssets } from './study/studyAssets';

const known = new Map<string, Promise<ReadonlyMap<string, string>>>();

/** The file of a frozen study that a station asks for by its path, if stations may have it. A frozen folder is listed once. */
export async function findStudyAsset(folder: string, path: string): Promise<{ file: string; name: string } | null> {
  let assets = known.get(folder);
  if (!assets) {
    assets = listStudyFolder(folder).then(({ files }) => studyAssets(files.map((file) => file.path)));
    known.set(folder, assets);
  }
  return (await assets).has(path) ? { file: join(folder, ...path.split('/')), name: basename(path) } : null;
}
