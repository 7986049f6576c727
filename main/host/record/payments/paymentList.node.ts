import { open, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { sumMoney } from '../../../../protocol/payment';
import { checkExportTarget } from '../checkExportTarget.node';
import type { Journal } from '../Journal';
import { syncFolder } from '../openJournalFile.node';
import { createOwnedFolder } from '../ownedFolder.node';
import { RecordError } from '../RecordError';
import { foldFacts } from '../tables/foldFacts';
import { payOf } from '../tables/payOf';
import { readPaymentDetails } from './paymentDetails.node';
import { paymentTable } from './paymentTable';

export type PaymentList = {
  /** CSV, RFC 4180. */
  text: string;
  participants: number;
  /** Of all rows, decimal text. */
  total: string;
  currency: string;
};

/**
 * The payment list of a record: apart from everything else, never together with answers.
 * @param details whether names and bank details that a payment form asked for go in
 * @throws RecordError `record/missing` when the study pays nothing
 */
export async function readPayments(
  recordFolder: string,
  details: boolean,
  journal: Pick<Journal, 'events'>,
): Promise<PaymentList> {
  const facts = foldFacts(await journal.events());
  const { payment } = facts.study;
  if (payment === undefined) {
    throw new RecordError('record/missing', 'This study pays nothing: its study.yaml has no payment.');
  }
  const table = paymentTable(facts, details ? await readPaymentDetails(recordFolder) : []);
  const totals = [...payOf(facts).values()].map(({ total }) => total);
  return {
    text: stringify(table, { record_delimiter: 'windows', quoted_match: /[\r\n]/ }),
    participants: totals.length,
    total: sumMoney(totals),
    currency: payment.currency,
  };
}

/**
 * Writes a payment list to a new file that only this user can read; it is there under its name only when it is whole. What a
 * killed one left beside it is removed.
 * @throws RecordError `record/exists`, `record/badTarget`
 */
export async function writePayments(text: string, target: string, recordFolder: string): Promise<void> {
  const path = checkExportTarget(target, [recordFolder]);
  const temp = createOwnedFolder(dirname(path), `${basename(path)}.partial-`);
  try {
    const file = join(temp.folder, 'payments.csv');
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    checkExportTarget(target, [recordFolder]);
    await rename(file, path);
    syncFolder(dirname(path));
  } finally {
    temp.drop();
  }
}
