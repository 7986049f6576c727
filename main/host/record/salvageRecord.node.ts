import { copyFileSync, existsSync, lstatSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkExportTarget } from './checkExportTarget.node';
import { createSalvageTarget } from './createSalvageTarget.node';
import { inspectJournalFile } from './inspectJournalFile.node';
import { readSeal } from './journalSeal.node';
import { syncFolder } from './openJournalFile.node';
import { createOwnedFolder } from './ownedFolder.node';
import { RecordError } from './RecordError';
import { readSalvage } from './readSalvage.node';
import type { RecordProgress } from './recordMessages';
import { salvageMark, type SalvageReport } from './SalvageReport';
import { isJournalOwned } from './takeJournalLock.node';

const pageRows = 500;
/** Of the damaged record these are not taken over: the journal is what is salvaged, and exports can be made again. */
const leftBehind = /^(journal\.sqlite.*|exports|salvage\.json)$/;

/**
 * Makes a new record out of what can be read of a damaged one, which stays as it is. Its journal has every row up to the
 * first that is missing or not as it was written, with the same chain; readable rows after that go to `after-damage.jsonl`,
 * each marked; `salvage.json` names the rows that are gone. Blocks.
 * @param target folder to make; it must not exist
 * @throws RecordError `record/missing`, `record/inUse`, `record/newer`, `record/damaged` (nothing can be read), `record/exists`,
 * `record/badTarget`
 */
export function salvageRecord(
  recordFolder: string,
  target: string,
  onProgress: (progress: RecordProgress) => void,
): SalvageReport {
  const journalFile = join(recordFolder, 'journal.sqlite');
  if (!existsSync(journalFile)) throw new RecordError('record/missing', `There is no journal at ${journalFile}.`);
  if (isJournalOwned(journalFile))
    throw new RecordError(
      'record/inUse',
      `A running Cubicle is writing to ${recordFolder}. End the session there first.`,
    );
  const file = inspectJournalFile(journalFile);
  if (file.state === 'newer') throw new RecordError('record/newer', file.problem);
  const to = checkExportTarget(target, [recordFolder]);
  const temp = createOwnedFolder(dirname(to), salvageMark);
  const work = temp.folder;
  try {
    const sealedRows = readSeal(journalFile)?.rows ?? 0;
    const copies = join(work, 'copies');
    mkdirSync(copies, { mode: 0o700 });
    const source = readSalvage(journalFile, copies, sealedRows);
    const made = join(work, 'record');
    mkdirSync(made, { mode: 0o700 });
    const rows = createSalvageTarget(made);
    try {
      for (let from = 1; source !== null && from <= source.untilSeq; from += pageRows) {
        const until = Math.min(from + pageRows - 1, source.untilSeq);
        rows.add(source.read(from, until));
        onProgress({ done: until, of: source.untilSeq, step: 'rows' });
      }
    } finally {
      source?.close();
      rows.close();
    }
    const found = rows.found(source?.knownSeq ?? 0);
    if (found.kept + found.apart === 0)
      throw new RecordError(
        'record/damaged',
        `Nothing can be salvaged from ${journalFile}. ${file.state === 'damaged' ? file.problem : 'No row of it can be read.'} The file stays where it is.`,
      );
    for (const name of readdirSync(recordFolder))
      if (!leftBehind.test(name)) copyTree(join(recordFolder, name), join(made, name));
    const report: SalvageReport = {
      from: recordFolder,
      to,
      problem: file.state === 'damaged' ? file.problem : null,
      ...found,
    };
    writeFileSync(join(made, 'salvage.json'), `${JSON.stringify(report, null, 2)}\n`, { mode: 0o600 });
    syncFolder(made);
    renameSync(made, to);
    syncFolder(dirname(to));
    return report;
  } finally {
    temp.drop();
  }
}

/** Folders and files; a link is no part of a record. */
function copyTree(from: string, to: string): void {
  const found = lstatSync(from);
  if (found.isFile()) copyFileSync(from, to);
  if (!found.isDirectory()) return;
  mkdirSync(to, { mode: 0o700 });
  for (const name of readdirSync(from)) copyTree(join(from, name), join(to, name));
}
