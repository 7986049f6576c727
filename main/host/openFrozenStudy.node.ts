import type { StudySource } from './game/GameSpec';
import { openStudySource } from './game/openStudySource.node';
import { hashStudyFolder } from './study/hashStudy.node';

/** The study that lies in a record, by what its files are: trusted is what runs, not what the journal says it is. */
export const openFrozenStudy = async (folder: string): Promise<StudySource> =>
  openStudySource(folder, await hashStudyFolder(folder));
