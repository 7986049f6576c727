import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Study } from '../../../protocol/study';
import type { StudyCard } from '../../../protocol/view';
import { STUDY_FILE } from './checkStudy';
import { describeProblem } from './describeProblem';
import { valueAt } from './Finding';
import { listStudyFolder } from './listStudyFolder.node';
import { loadStudy } from './loadStudy.node';
import { parseStudyYaml } from './parseStudyYaml';
import { imageTypeOf } from './studyAssets';

export type StudyShelf = {
  folder: string;
  bundled: boolean;
  /** Only the study that stands in this folder of the shelf. */
  only?: string;
};
export type StudyEntry = {
  card: StudyCard;
  /** Where the study stands. */
  folder: string;
  study: Study | null;
  /** The file of its picture, and its content type. */
  picture: { file: string; type: string } | null;
};

/** By folder: its files as they were listed, and what was read of them. */
export type KnownStudies = Map<string, { listed: string; entry: StudyEntry }>;

/**
 * The studies that stand in these folders, each in a folder of its own, those with problems too. Their cards' names differ:
 * of two studies of one name the later one has a problem. A shelf that is not there holds none. Never throws.
 * `known`: what was read before; a study none of whose files has changed is not read again.
 */
export const listStudies = async (
  shelves: readonly StudyShelf[],
  known: KnownStudies = new Map(),
): Promise<StudyEntry[]> => {
  const entries: StudyEntry[] = [];
  for (const { folder, bundled, only } of shelves) {
    const names = only === undefined ? await readdir(folder).catch(() => []) : [only];
    for (const name of names.sort()) {
      const place = join(folder, name);
      if (name.startsWith('.') || !(await isFile(join(place, STUDY_FILE)))) continue;
      const entry = await knownEntry(known, place, bundled);
      const twin = entries.find((other) => other.card.name === entry.card.name);
      entries.push(twin ? clashing(entry, twin) : entry);
    }
  }
  return entries;
};

const knownEntry = async (known: KnownStudies, folder: string, bundled: boolean): Promise<StudyEntry> => {
  const listed = JSON.stringify([bundled, await listStudyFolder(folder)]);
  const before = known.get(folder);
  if (before?.listed === listed) return before.entry;
  const entry = await readEntry(folder, bundled);
  known.set(folder, { listed, entry });
  return entry;
};

/** The card of the study in `folder`; a study with problems has as much on its card as can be read. */
const readEntry = async (folder: string, bundled: boolean): Promise<StudyEntry> => {
  const { study, problems } = await loadStudy(folder);
  const source = await readFile(join(folder, STUDY_FILE), 'utf8').catch(() => '');
  const document = parseStudyYaml(source.slice(0, 1024 * 1024)).value;
  const textAt = (key: string, otherwise: string) => {
    const value = valueAt(document, [key]);
    return typeof value === 'string' && value !== '' ? value : otherwise;
  };
  const picture = study ? pictureOf(folder, textAt('picture', '')) : null;
  const name = study?.name ?? basename(folder);
  const card: StudyCard = {
    name,
    title: study?.title ?? textAt('title', basename(folder)),
    version: study?.version ?? textAt('version', ''),
    description: study?.description ?? textAt('description', ''),
    seats: study?.seats ?? { min: 0, max: 0 },
    scenes: study?.scenes.length ?? 0,
    treatments: study?.treatments?.list.map((one) => one.name) ?? [],
    picture: picture ? `/card/${encodeURIComponent(name)}` : null,
    bundled,
    problems: problems.map(describeProblem),
  };
  return { card, folder, study, picture };
};

const pictureOf = (folder: string, path: string): StudyEntry['picture'] => {
  const type = path === '' ? null : imageTypeOf(path);
  return type === null ? null : { file: join(folder, ...path.split('/')), type };
};

const clashing = (entry: StudyEntry, twin: StudyEntry): StudyEntry => {
  const problem = `The study in ${twin.folder} has the name ${JSON.stringify(twin.card.name)} too. → Change "name:" in ${STUDY_FILE} and the folder's name.`;
  const card = { ...entry.card, name: entry.folder, picture: null, problems: [...entry.card.problems, problem] };
  return { ...entry, card, study: null, picture: null };
};

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
