import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fetchDataTools } from '../../../build/scripts/fetchDataTools.mjs';
import { type ExportLayout, exportFormats, exportLayoutNames, exportTables } from '../../../protocol/journal';
import { openJournal } from './openJournal.node';
import { type BuiltRecordWorker, buildRecordWorker } from './testing/buildRecordWorker.node';
import { noOne } from './testing/journalRows';
import { sampleSession, sampleTick } from './testing/sampleSession';

const script = fileURLToPath(new URL('testing/readBack.py', import.meta.url));
const layoutScript = fileURLToPath(new URL('testing/readLayouts.py', import.meta.url));
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
async function exportOf(
  name: string,
  answers: readonly unknown[],
  bom: boolean,
  layouts: readonly ExportLayout[] = ['cubicle'],
): Promise<string> {
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
  for (const layout of layouts) {
    await journal.export({
      recordFolder: record,
      target: layout === 'cubicle' ? target : join(root, layout),
      container: 'folder',
      layout,
      formats: [...exportFormats],
      tables: [...exportTables],
      bom,
    }).done;
  }
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

it.skipIf(python === null)(
  'every file of the other layouts is what its dictionary says to DuckDB and pandas',
  async () => {
    const layouts = exportLayoutNames.filter((name) => name !== 'cubicle');
    await exportOf('layouts', ['=1+1', 'a,"b"', 'ü\n😀', '', -5, 0.5, true, [1, 'a']], false, layouts);
    const said = execFileSync(python ?? '', [layoutScript, ...layouts.map((name) => join(root, name))], {
      encoding: 'utf8',
    });
    const { files, cells } = JSON.parse(said) as { files: number; cells: number };
    expect(files).toBeGreaterThan(4 * layouts.length);
    expect(cells).toBeGreaterThan(1000);
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
