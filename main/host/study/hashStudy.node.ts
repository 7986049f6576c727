import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { hashFile } from './hashFile.node';
import { listStudyFolder } from './listStudyFolder.node';

export type HashedFile = { path: string; sha256: string };

/**
 * The hash of a study: SHA-256 over one line for each file, `<sha256 of the file>  <path>\n`, sorted by the bytes of the
 * path. It is what `LC_ALL=C sha256sum` over the sorted paths, piped into another `sha256sum`, prints.
 */
export const hashStudy = (files: readonly HashedFile[]): string => {
  const hash = createHash('sha256');
  const sorted = [...files].sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
  for (const { path, sha256 } of sorted) hash.update(`${sha256}  ${path}\n`);
  return hash.digest('hex');
};

/** The hash of the study in `folder`. Rejects when something in it cannot be read or does not belong in a study. */
export const hashStudyFolder = async (folder: string): Promise<string> => {
  const { files, problems } = await listStudyFolder(folder);
  const [problem] = problems;
  if (problem) throw new Error(`${folder}/${problem.file}: ${problem.message}`);
  const hashed: HashedFile[] = [];
  for (const { path } of files) hashed.push({ path, sha256: await hashFile(join(folder, ...path.split('/'))) });
  return hashStudy(hashed);
};
