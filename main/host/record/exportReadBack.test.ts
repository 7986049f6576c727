import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fetchDataTools } from '../../../build/scripts/fetchDataTools.mjs';
import { exportFormats, exportTables } from '../../../protocol/journal';
import { openJournal } from './openJournal.node';
import { type BuiltRecordWorker, buildRecordWorker } from './testing/buildRecordWorker.node';
import { noOne } from './testing/journalRows';
import { sampleSession, sampleTick } from './testing/sampleSession';

const script = fileURLToPath(new URL('testing/readBack.py', import.meta.url));
const tools = await fetchDataTools();
if ('missing' in tools) process.stderr.write(`Exports are not read back by pandas and DuckDB: ${tools.missing}\n`);
const python = 'python' in tools ? tools.python : null;
/** Answers as spreadsheets, parsers and encodings like them least. */
const oddTexts = [
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\tx',
  '\rx',
  '"',
  '""',
  ',',
  '\r\n',
  '\n',
  '',
  ' ',
  '\0',
  "'=x",
  '😀',
  '\ud800',
  'e\u0301',
  '\u202e',
  '\ufeff',
  'NULL',
  'NA',
  'nan',
  '1',
  'true',
  '{"a":1}',
  'x'.repeat(70_000),
];

let built: BuiltRecordWorker;
let root: string;
beforeAll(async () => {
  built = await buildRecordWorker();
  root = mkdtempSync(join(tmpdir(), 'read-back-'));
});
afterAll(() => {
  built.drop();
  rmSync(root, { recursive: true, force: true });
});

/** Exports a session in which these were answers to the form; returns the folder. */
async function exportOf(name: string, answers: readonly unknown[], bom: boolean): Promise<string> {
  const record = join(root, `record-${name}`);
  mkdirSync(record);
  const journal = await openJournal({
    file: join(record, 'journal.sqlite'),
    create: true,
    workerFile: built.workerFile,
  });
  const who = { participant: 'p2345678' };
  const body = {
    type: 'answersSubmitted' as const,
    atMs: 5000,
    ...who,
    scene: 'form',
    answers: Object.fromEntries(answers.map((answer, index) => [`q${index}`, answer])),
  };
  const odd = sampleTick(7, 1, { actions: { left: '=1', right: [1, 2] }, rewards: { left: -0, right: 1e-320 } });
  await journal.append([...sampleSession(), odd, { kind: 'event', ...noOne, ...who, atMs: 5000, body }], {
    durable: true,
  });
  const target = join(root, name);
  await journal.export({
    recordFolder: record,
    target,
    container: 'folder',
    layout: 'cubicle',
    formats: [...exportFormats],
    tables: [...exportTables],
    bom,
  }).done;
  await journal.close();
  return target;
}

it.skipIf(python === null).each([false, true])(
  'every table comes back in pandas, Arrow and DuckDB as it was recorded, typed as its dictionary says (mark: %s)',
  async (bom) => {
    const payloads = fc.sample(fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()), { numRuns: 200, seed: 1 });
    const formulas = fc.sample(fc.string({ unit: 'grapheme' }), { numRuns: 300, seed: 2 });
    const guarded = formulas.map((text, index) => `${'=+-@\t\r'.charAt(index % 6)}${text}`);
    const answers = [...oddTexts, ...payloads, ...guarded, -5, -0, 0.1 + 0.2, true, [1, 'a'], { a: null }];
    const folder = await exportOf(`odd${bom}`, answers, bom);
    const said = execFileSync(python ?? '', [script, folder], { encoding: 'utf8' });
    const { tables, cells } = JSON.parse(said) as { tables: number; cells: number };
    expect(tables).toBe(exportTables.length);
    expect(cells).toBeGreaterThan(11 * answers.length);
  },
);

it('a byte order mark stands in front of CSV when it is asked for, and nowhere else', async () => {
  const mark = (folder: string, file: string): boolean =>
    readFileSync(join(folder, file))
      .subarray(0, 3)
      .equals(Buffer.from([0xef, 0xbb, 0xbf]));
  const [plain, marked] = [await exportOf('plain', [], false), await exportOf('marked', [], true)];
  expect([mark(plain, 'csv/answers.csv'), mark(marked, 'csv/answers.csv')]).toEqual([false, true]);
  expect([mark(marked, 'jsonl/answers.jsonl'), mark(marked, 'README.txt')]).toEqual([false, false]);
  expect(readFileSync(join(marked, 'DATA_DICTIONARY.json'), 'utf8')).toContain('UTF-8, with byte order mark');
});
