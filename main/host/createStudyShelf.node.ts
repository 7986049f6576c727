import { basename } from 'node:path';
import type { StudyCard } from '../../protocol/view';
import { createTurns } from './createTurns';
import type { StudyNeeds } from './createStudyNeeds.node';
import { type KnownStudies, listStudies, type StudyEntry, type StudyShelf as Shelf } from './study/listStudies.node';

/** The studies this host can run, read anew whenever somebody looks. */
export type StudyShelf = {
  refresh(): Promise<void>;
  cards(): StudyCard[];
  find(name: string): StudyEntry | null;
  /** The file of a study's picture. */
  picture(name: string): { file: string; name: string } | null;
};

export function createStudyShelf(shelves: readonly Shelf[], needs: Pick<StudyNeeds, 'look' | 'of'>): StudyShelf {
  let entries: StudyEntry[] = [];
  const known: KnownStudies = new Map();
  /** Who comes while the studies are read for the first time finds them read. */
  const inTurn = createTurns();

  async function read(): Promise<void> {
    const listed = await listStudies(shelves, known);
    for (const entry of listed) await needs.look(entry);
    entries = listed;
  }

  return {
    refresh: () => inTurn(read),
    cards: () =>
      entries.map((entry) => {
        const shown = needs.of(entry);
        return shown === null ? entry.card : { ...entry.card, needs: shown };
      }),
    find: (name) => entries.find(({ card }) => card.name === name) ?? null,
    picture(name) {
      const picture = entries.find(({ card }) => card.name === name)?.picture;
      return picture ? { file: picture.file, name: basename(picture.file) } : null;
    },
  };
}
