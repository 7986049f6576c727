import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fetchDataTools } from '../../../../build/scripts/fetchDataTools.mjs';
import { exportTables, type JournalRow } from '../../../../protocol/journal';
import { encodeRow } from '../encodeRow';
import { insertRows } from '../insertRows.node';
import { openJournalFile } from '../openJournalFile.node';
import { sampleSession, secrets } from '../testing/sampleSession';
import { hashFile, listFiles } from '../writeChecksums.node';
import type { DatasetRequest } from './DatasetRequest';
import { writeDataset } from './writeDataset.node';

const script = fileURLToPath(new URL('../testing/readDataset.py', import.meta.url));
const manual = readFileSync(fileURLToPath(new URL('../../../../docs/data.md', import.meta.url)), 'utf8');
const tools = await fetchDataTools();
if ('missing' in tools) process.stderr.write(`Data sets are not read back: ${tools.missing}\n`);
const python = 'python' in tools ? tools.python : null;
const root = mkdtempSync(join(tmpdir(), 'dataset-'));
const wall = '2026-03-14T09:26:53.000+01:00';
/** As bad for a path as a name can be. */
const oddName = `../CON.=ü😀 ${'x'.repeat(300)}`;
/** Codes that a reader which guesses types takes for numbers, or for a date; and such as no folder should be called. */
const oddCodes = ['34679346', '6E349', '2026-01-01', 'a/b', '..'];
let records: string[];

beforeAll(() => {
  records = oddCodes.map((code, index) => {
    const study = index === 0 ? oddName : index % 3 === 0 ? 'other' : 'sample';
    return putRecord(study, code, index % 3 === 0 ? 7 : '-5', `odd${index}`);
  });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A record of the sample session under another name; study `other` asks for something else besides. */
function putRecord(study: string, session: string, age: unknown, folder: string): string {
  const record = join(root, 'data', 'study', folder);
  mkdirSync(join(record, 'study'), { recursive: true });
  writeFileSync(join(record, 'study', 'study.yaml'), `name: ${study}\n`);
  const journal = openJournalFile(join(record, 'journal.sqlite'), 'create');
  const rows = sampleSession('fine', age).map((row) => ({ ...encodeRow(renamed(row, study, session)), wall }));
  insertRows(journal.driver(), journal.head(), rows);
  journal.close();
  return record;
}

/** So many records of two studies: copies of two, each with a code of its own of the same length. */
function putMany(count: number): string[] {
  const [one, other] = ['sample', 'other'].map((study) =>
    readFileSync(join(putRecord(study, 'CODE0000', 1, study), 'journal.sqlite'), 'latin1'),
  );
  return Array.from({ length: count }, (_, index) => {
    const record = join(root, 'data', 'study', `many${index}`);
    mkdirSync(record);
    const text = (index % 3 === 0 ? other : one) ?? '';
    writeFileSync(join(record, 'journal.sqlite'), text.replaceAll('CODE0000', `CODE${1000 + index}`), 'latin1');
    return record;
  });
}

function renamed(row: JournalRow, study: string, session: string): JournalRow {
  if (row.kind !== 'event') return row;
  const { body } = row;
  if (body.type === 'sessionCreated') {
    const studyHash = study === 'other' ? 'd'.repeat(64) : body.studyHash;
    return { ...row, body: { ...body, session, studyHash, study: { ...body.study, name: study } } };
  }
  if (study !== 'other' || body.type !== 'answersSubmitted') return row;
  return { ...row, body: { ...body, answers: { ...body.answers, other: true } } };
}

const ask = (name: string, changes: Partial<DatasetRequest> = {}): DatasetRequest => ({
  recordFolders: records,
  leftOut: [],
  target: join(root, name),
  container: 'folder',
  formats: ['parquet'],
  tables: [...exportTables],
  bom: false,
  ...changes,
});
const quiet = { onProgress: () => undefined, pause: () => Promise.resolve() };
const hashesOf = (folder: string): Promise<string[]> =>
  Promise.all(listFiles(folder).map(async (path) => `${path} ${await hashFile(join(folder, path), quiet.pause)}`));

it.skipIf(python === null)(
  'a hundred sessions are one table of each kind to DuckDB, Arrow and pandas',
  async () => {
    const steps = new Set<string>();
    const recordFolders = [...records, ...putMany(95)];
    const request = ask('hundred', { recordFolders, tables: ['participants', 'answers', 'episodes'] });
    const { target, rows } = await writeDataset(request, { ...quiet, onProgress: ({ step }) => steps.add(step) });
    const said = JSON.parse(execFileSync(python ?? '', [script, target], { encoding: 'utf8' })) as {
      rows: object;
      perStudy: unknown[];
    };
    expect(said.rows).toEqual(rows);
    expect(rows['episodes']).toBe(400);
    const odd: unknown = expect.stringMatching(/^\.\.\/CON\.=ü😀 x+~[0-9a-f]{16}$/);
    expect(said.perStudy).toHaveLength(3);
    expect(said.perStudy).toEqual(
      expect.arrayContaining([
        [odd, 1, 16],
        ['other', 33, 528],
        ['sample', 66, 1056],
      ]),
    );
    expect(steps).toEqual(new Set(['sessions looked at', 'sessions written', 'checksums', 'finish']));
  },
  300_000,
);

it('stands in folders that every system can have, with one frozen study for all sessions that ran it', async () => {
  const { target } = await writeDataset(ask('five'), quiet);
  const files = listFiles(target);
  expect(files.filter((path) => !/^[A-Za-z0-9=%~_/-]+(\.[a-z]+)?$/.test(path))).toEqual([]);
  expect(Math.max(...files.flatMap((path) => path.split('/').map((part) => part.length)))).toBeLessThan(255);
  expect(files.filter((path) => path.endsWith('study.yaml'))).toHaveLength(3);
  expect(files).toContain('parquet/ticks/study=other/session=a%2Fb/part-0.parquet');
  const dictionary = readFileSync(join(target, 'DATA_DICTIONARY.json'), 'utf8');
  expect(dictionary).toContain('form.other');
  for (const text of [dictionary, readFileSync(join(target, 'README.txt'), 'utf8')]) {
    for (const secret of [...Object.values(secrets), root]) expect(text).not.toContain(secret);
  }
});

it('is the same, byte for byte, in whatever order the records were named', async () => {
  const formats = ['csv', 'jsonl', 'parquet'] as const;
  await writeDataset(ask('one', { formats }), quiet);
  await writeDataset(ask('two', { formats, recordFolders: records.reverse() }), quiet);
  expect(await hashesOf(join(root, 'two'))).toEqual(await hashesOf(join(root, 'one')));
});

it('is not made of two records of one session, of a damaged one, or inside a record; and then nothing is left', async () => {
  const before = readdirSync(root).sort();
  const again = putRecord('sample', 'S1x', 1, 'again');
  const once = putRecord('sample', 's1X', 1, 'once');
  await expect(writeDataset(ask('no', { recordFolders: [again, once] }), quiet)).rejects.toMatchObject({
    code: 'record/badTarget',
    message: expect.stringContaining('study/again and study/once are records of the same session') as string,
  });
  const broken = join(root, 'data', 'study', 'broken');
  mkdirSync(broken);
  writeFileSync(join(broken, 'journal.sqlite'), 'no database at all, and long enough to be looked at'.repeat(10));
  await expect(writeDataset(ask('no', { recordFolders: [again, broken] }), quiet)).rejects.toMatchObject({
    code: 'record/damaged',
    message: expect.stringContaining('study/broken: ') as string,
  });
  const inside = join(again, 'out');
  await expect(writeDataset(ask('', { target: inside }), quiet)).resolves.toMatchObject({ target: inside });
  rmSync(inside, { recursive: true });
  await expect(
    writeDataset(ask('', { target: inside, recordFolders: [records[0] ?? '', again] }), quiet),
  ).rejects.toMatchObject({ code: 'record/badTarget' });
  expect(readdirSync(root).sort()).toEqual(before);
  expect(readdirSync(dirname(again))).not.toContainEqual(expect.stringContaining(basename('partial')));
});

it('names in its README what was left out, and the manual shows the lines that were run here', async () => {
  const leftOut = [{ record: 'volley/2026-01-01_0900_X', why: 'damaged' }];
  const { target } = await writeDataset(ask('left', { recordFolders: records.slice(0, 1), leftOut }), quiet);
  const readme = readFileSync(join(target, 'README.txt'), 'utf8');
  expect(readme).toContain('volley/2026-01-01_0900_X  damaged');
  for (const command of [/read_parquet\('.*/, /spark\.read.*/, /pandas\.read_parquet.*/])
    expect(manual).toContain(command.exec(readme)?.[0]);
});
