import type { JournalTrouble } from './Journal';

/** Two know of a disk's troubles: the writer, why rows are not written; and who watches how long they wait. */
export type TroubleTeller = {
  fromWriter(trouble: JournalTrouble): void;
  /** Not told while the writer has told why: that nothing waits any longer is then no sign that it writes. */
  fromWatch(trouble: JournalTrouble): void;
  isWriterTroubled(): boolean;
};

export function createTroubleTeller(tell: (trouble: JournalTrouble) => void): TroubleTeller {
  let isWriterTroubled = false;
  return {
    fromWriter(trouble) {
      isWriterTroubled = trouble.kind !== 'recovered';
      tell(trouble);
    },
    fromWatch(trouble) {
      if (!isWriterTroubled) tell(trouble);
    },
    isWriterTroubled: () => isWriterTroubled,
  };
}
