import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fetchDataTools } from '../../build/scripts/fetchDataTools.mjs';
import type { JournalRow } from '../../protocol/journal';
import { sampleSession } from '../../main/host/record/testing/sampleSession';
import { makeRecord } from './makeRecord';
import { runCubicle } from './runCubicle';

const script = fileURLToPath(new URL('../../main/host/record/testing/readBack.py', import.meta.url));
const tools = await fetchDataTools();
const python = 'python' in tools ? tools.python : null;
if ('missing' in tools) process.stdout.write(`\nodd answers: not read back: ${tools.missing}\n`);

/** As no rule of ours would make it, and no export may stumble over it. */
const oddCode = '=HYPERLINK("x"),\u202e😀\n';
const answers: Record<string, unknown> = {
  megabyte: 'ü😀"\n'.repeat(2 ** 18),
  formula: '=1+1',
  plus: '+1',
  minus: '-1',
  at: '@SUM(A1)',
  rightToLeft: 'مرحبا \u202eעולם',
  family: '👩‍👩‍👧‍👦🏳️‍🌈',
  empty: '',
  "=cmd|' /C calc'!A0": 'the question itself is odd',
  '𝒒,"\r\n': [-5, { '=a': '@b' }],
};

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'cubicle-odd-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function oddSession(): JournalRow[] {
  const inJson = JSON.stringify(oddCode).slice(1, -1);
  const rows = JSON.parse(JSON.stringify(sampleSession()).replaceAll('p2345678', inJson)) as JournalRow[];
  return rows.map((row): JournalRow => {
    if (row.kind !== 'event') return row;
    const { body } = row;
    if (body.type === 'answersSubmitted') return { ...row, body: { ...body, answers } };
    if (body.type !== 'sessionCreated') return row;
    return { ...row, body: { ...body, study: { ...body.study, title: '=Étude "بحث" 😀\n@x' } } };
  });
}

it.skipIf(python === null)(
  'odd answers, questions and participants come out of the command line the same in CSV, Parquet and JSONL',
  async () => {
    const record = await makeRecord(root, 'QDDQ2345', oddSession());
    const out = join(root, 'out');
    const run = await runCubicle(['export', record, '--format', 'csv,parquet,jsonl', '--out', out]);
    expect(run, run.stderr).toMatchObject({ exitCode: 0 });
    // Holds CSV and Parquet, as DuckDB, pandas and Arrow read them, against JSONL.
    const said = JSON.parse(execFileSync(python ?? '', [script, out], { encoding: 'utf8' })) as { cells: number };
    expect(said.cells).toBeGreaterThan(500);
    const lines = readFileSync(join(out, 'jsonl', 'answers.jsonl'), 'utf8')
      .trimEnd()
      .split('\n');
    const rows = lines.map((line) => JSON.parse(line) as { participant: string; question: string; answer: unknown });
    expect([...new Set(rows.map(({ participant }) => participant))]).toEqual([oddCode]);
    const given = new Map(rows.map(({ question, answer }) => [question, answer]));
    for (const [question, answer] of Object.entries(answers)) expect(given.get(question)).toEqual(answer);
    // A spreadsheet that opens it runs nothing.
    const csv = readFileSync(join(out, 'csv', 'answers.csv'), 'utf8');
    for (const guarded of [`"'=1+1"`, `"'+1"`, `"'-1"`, `"'@SUM(A1)"`]) expect(csv).toContain(guarded);
    expect(csv).not.toMatch(/(^|,)"[=+@-]/m);
  },
);
