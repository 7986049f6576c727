import { chmod, mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from '../openJournalFile.node';
import { hasCode } from '../takeJournalLock.node';
import { type PaymentDetails, paymentDetails } from './PaymentDetails';

/** Outside the journal and of every export; for this user's eyes only. */
const fileOf = (recordFolder: string): string => join(recordFolder, 'payments', 'details.jsonl');

/** Adds to the payment file of a record. Resolves when it is on disk, synced. @throws what the disk says */
export async function keepPaymentDetails(recordFolder: string, details: PaymentDetails): Promise<void> {
  const file = fileOf(recordFolder);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, 'a', 0o600);
  try {
    // A file that came from elsewhere may be open to others.
    await chmod(file, 0o600);
    const { size } = await handle.stat();
    // Begins with a line break, so that a line torn by a power cut spoils no other.
    await handle.appendFile(`${size === 0 ? '' : '\n'}${JSON.stringify(paymentDetails.parse(details))}`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  syncFolder(dirname(file));
  syncFolder(recordFolder);
}

/** The payment file, in order; of a form handed in twice, both. Lines torn by a power cut were never confirmed and are left out. */
export async function readPaymentDetails(recordFolder: string): Promise<PaymentDetails[]> {
  let text: string;
  try {
    text = await readFile(fileOf(recordFolder), 'utf8');
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return [];
    throw cause;
  }
  return text.split('\n').flatMap((line) => {
    try {
      return [paymentDetails.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}
