import type { Study, StudyProblem } from '../../../protocol/study';
import { checkStudy } from './checkStudy';
import { readStudyFolder } from './readStudyFolder.node';

export type LoadedStudy = {
  /** Null when anything is wrong with it. */
  study: Study | null;
  problems: StudyProblem[];
  /** All files of the study, by their paths in the folder. */
  files: string[];
};

/** Reads and checks the study in `folder`. Never throws: whatever is wrong is among the problems. */
export const loadStudy = async (folder: string): Promise<LoadedStudy> => {
  const { files, modelHashes, problems } = await readStudyFolder(folder);
  const checked = checkStudy(files, modelHashes);
  const all = [...problems, ...checked.problems];
  return { study: all.length === 0 ? checked.study : null, problems: all, files: files.list() };
};
