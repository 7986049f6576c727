import { inRoot } from '../../../build/scripts/paths.mjs';

/** All rows of some kinds of a journal whose host has ended, in order. */
export async function readJournal(parts, file, kinds) {
  const journal = await parts.openJournal({
    file,
    create: false,
    readOnly: true,
    workerFile: inRoot('dist/host/record.cjs'),
  });
  const found = [];
  try {
    await journal.rows({ kinds }, (rows) => void found.push(...rows));
  } finally {
    await journal.close();
  }
  return found;
}
