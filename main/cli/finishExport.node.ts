import type { ExportResult } from '../host/record/ExportRequest';
import type { ExportJob } from '../host/record/openJournal.node';

/** Waits for an export. Ctrl+C breaks it off, and nothing is left of it. */
export async function finishExport(job: ExportJob): Promise<ExportResult> {
  const cancel = (): void => job.cancel();
  process.once('SIGINT', cancel);
  try {
    return await job.done;
  } finally {
    process.off('SIGINT', cancel);
  }
}
