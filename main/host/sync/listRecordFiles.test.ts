import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { listRecordFiles } from './listRecordFiles.node';

test('a record goes out without names and bank details, and without what is of this machine only', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cubicle-files-'));
  const sent = [
    'journal.sqlite',
    // Whatever else a record may hold goes as it is.
    'journal.sqlite.age',
    'journal.sqlite.seal.json',
    'manifest.json',
    'study/payments/page.md',
    'study/study.yaml',
  ];
  const kept = [
    'payments/details.jsonl',
    'payments.age',
    'logs/host.log',
    'exports/mine/participants.csv',
    '.downloads/x.zip',
    'journal.sqlite-wal',
    'journal.sqlite.owner',
    'manifest.json.new',
  ];
  try {
    for (const path of [...sent, ...kept]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), path);
    }
    expect(await listRecordFiles(folder)).toEqual(sent.map((path) => ({ path, size: path.length })));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
