import { writeTreatmentCounts } from './record/treatmentCounts.node';
import type { SessionState } from './session/SessionState';
import { countTreatments } from './session/treatmentOf';

/** Keeps, beside a journal, how many of its session have each treatment: the next session of the study begins from there. */
export type TreatmentBook = {
  /** Writes what has changed. Nobody waits for it: the journal has it already. */
  keep(state: SessionState): void;
  /** Settles when all is written. */
  whenKept(): Promise<void>;
};

export function createTreatmentBook(folder: string, log: (line: string) => void): TreatmentBook {
  let kept = '{}';
  let writing: Promise<void> = Promise.resolve();
  return {
    keep(state) {
      if (state.assigned.length === 0) return;
      const counts = countTreatments(state);
      const text = JSON.stringify(counts);
      if (text === kept) return;
      kept = text;
      writing = writing
        .then(() => writeTreatmentCounts(folder, counts))
        .catch((error: unknown) =>
          log(`treatments: not counted for later sessions: ${error instanceof Error ? error.message : String(error)}`),
        );
    },
    whenKept: () => writing,
  };
}
