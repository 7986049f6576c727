import { join, resolve } from 'node:path';
import { openJournal } from '../host/record/openJournal.node';
import { readPayments, writePayments } from '../host/record/payments/paymentList.node';
import type { CubiclePaths } from './findPaths.node';
import { expectRecord } from './expectRecord.node';

/** Writes the payment list of a record into a new file, and says what it comes to. @throws CliError, RecordError in words */
export async function exportPaymentsTo(
  options: { record: string; file: string; details: boolean },
  paths: CubiclePaths,
): Promise<string> {
  const recordFolder = resolve(options.record);
  await expectRecord(recordFolder);
  const { workerFile } = paths;
  const file = join(recordFolder, 'journal.sqlite');
  const journal = await openJournal({ file, create: false, readOnly: true, workerFile });
  try {
    const { text, participants, total, currency } = await readPayments(recordFolder, options.details, journal);
    const target = resolve(options.file);
    await writePayments(text, target, recordFolder);
    return `${participants} ${participants === 1 ? 'participant' : 'participants'}, ${total} ${currency} in all. Payment list in ${target}`;
  } finally {
    await journal.close();
  }
}
