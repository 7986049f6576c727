import type { ExportRequest } from '../ExportRequest';

/** What to export of several records, as one data set. */
export type DatasetRequest = Pick<ExportRequest, 'target' | 'container' | 'formats' | 'tables' | 'bom'> & {
  recordFolders: readonly string[];
  /** Records that were meant too and cannot go in, each with a word why: they are named in the data set. */
  leftOut: readonly { record: string; why: string }[];
};
