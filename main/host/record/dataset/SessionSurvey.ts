import type { ExportTable } from '../../../../protocol/journal';
import type { Column } from '../tables/Table';

/** What is known of one session before its rows are written: who it is, how far its journal went, which columns it has. */
export type SessionSurvey = {
  recordFolder: string;
  head: { seq: number; hash: string };
  session: string;
  startedAt: string;
  ended: boolean;
  participants: number;
  appVersion: string;
  study: { name: string; title: string; version: string; hash: string };
  columns: ReadonlyMap<ExportTable, readonly Column[]>;
  /** The values of study and session as they stand in the names of folders. */
  partition: { study: string; session: string };
};
