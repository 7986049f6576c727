import type { ExportRequest, ExportResult } from './ExportRequest';
import type { OpenedJournal } from './openJournalFile.node';
import { RecordError } from './RecordError';
import type { RecordProgress } from './recordMessages';

export async function writeExport(
  _journal: OpenedJournal,
  _request: ExportRequest,
  _onProgress: (progress: RecordProgress) => void,
  _pause: () => Promise<void>,
): Promise<ExportResult> {
  throw new RecordError('record/failed', 'not here yet');
}
