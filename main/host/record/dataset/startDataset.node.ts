import type { ExportJob } from '../openJournal.node';
import type { RecordProgress } from '../recordMessages';
import { runRecordJob } from '../runRecordJob.node';
import type { DatasetRequest } from './DatasetRequest';

/**
 * Exports several records as one data set, in a thread of its own: see `writeDataset`. `cancel` leaves nothing behind.
 * @param workerFile path of the bundled record worker
 */
export function startDataset(
  request: DatasetRequest,
  workerFile: string,
  onProgress: (progress: RecordProgress) => void,
): ExportJob {
  const breaking = new AbortController();
  const done = runRecordJob({ mode: 'dataset', request }, { workerFile, onProgress, signal: breaking.signal }, (one) =>
    one.type === 'exported' ? one.result : null,
  );
  return { done, cancel: () => breaking.abort() };
}
