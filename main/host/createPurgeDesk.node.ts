import type { ConsoleAcks, ConsolePayload } from '../../protocol/message';
import type { PurgeChoice, PurgePlan } from '../../protocol/purge';
import type { SyncView } from '../../protocol/sync';
import type { RecordRow } from '../../protocol/view';
import { findCopies } from './findCopies';
import { finishPurges } from './record/finishPurges.node';
import { formatWall } from './record/formatWall';
import { planPurge } from './record/planPurge';
import { purgeRecord } from './record/purgeRecord.node';

export type PurgeDesk = {
  plan(choice: PurgeChoice): Promise<PurgePlan>;
  /** Deletes what was shown and may still go; the rest stays, each with why. */
  purge(request: ConsolePayload<'record:purge'>): Promise<ConsoleAcks['record:purge']>;
  /** Finishes what a purge that was killed has left. */
  finish(): Promise<void>;
};

export type PurgeDeskDeps = {
  /** Folder of all records. */
  root: string;
  rows(): RecordRow[];
  /** Folder of the record that this host has open: it may still get rows, also when its session has ended. */
  openFolder(): string | null;
  copies(): Promise<SyncView>;
  log(line: string): void;
};

/** Deletes records for good: first the list of what would go, then what was on it. */
export function createPurgeDesk(deps: PurgeDeskDeps): PurgeDesk {
  async function plan(choice: PurgeChoice): Promise<PurgePlan> {
    const view = await deps.copies();
    const open = deps.openFolder();
    const rows = deps.rows().map((row) => (row.folder === open ? { ...row, state: 'running' as const } : row));
    return planPurge(rows, choice, (record) => findCopies(view, record));
  }

  return {
    plan,
    async purge({ choice, records, reason }) {
      const { purge, keep } = await plan(choice);
      const deleted: string[] = [];
      const failed: { record: string; why: string }[] = [];
      for (const record of records) {
        const row = purge.find((one) => one.record === record);
        const why = keep.find((one) => one.record === record)?.why ?? 'it is not there any more';
        if (row === undefined) {
          failed.push({ record, why });
          continue;
        }
        try {
          await purgeRecord(deps.root, row, { wall: wallNow(), reason });
          deleted.push(record);
        } catch (cause) {
          failed.push({ record, why: wordsOf(cause) });
        }
      }
      return { deleted, failed };
    },
    async finish() {
      try {
        for (const line of await finishPurges(deps.root, wallNow())) deps.log(line);
      } catch (cause) {
        deps.log(`What a purge has left could not be deleted: ${wordsOf(cause)}`);
      }
    },
  };
}

const wallNow = (): string => formatWall(Date.now(), -new Date().getTimezoneOffset());
const wordsOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
