import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Encoders } from './encoders/Encoder';
import { openEncoders } from './encoders/openEncoders.node';
import { column, type TableRow } from './tables/Table';
import { parseCsv } from './testing/parseCsv';
import { writeFiles } from './writeFiles.node';

const columns = [
  column('text', 'text', 'T.'),
  column('any', 'any', 'A.'),
  column('number', 'number', 'N.'),
  column('json', 'json', 'J.'),
];
let folder: string;
let encoders: Encoders;
beforeAll(async () => {
  encoders = await openEncoders();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'table-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(rows: TableRow[]): { csv: string; jsonl: string } {
  const into = mkdtempSync(join(folder, 't-'));
  const sink = writeFiles(into, encoders, { bom: false });
  for (const encoding of ['csv', 'jsonl'] as const) sink.write({ path: `in/${encoding}`, encoding, columns }, rows);
  sink.finish();
  const read = (name: string): string => readFileSync(join(into, 'in', name), 'utf8');
  return { csv: read('csv'), jsonl: read('jsonl') };
}

const wellFormed = fc.string({ unit: 'grapheme', maxLength: 20 });
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('=1+1', '-5', '@x', '\tx', '\rx', '"', ',', '\r\n', '', '\0', "'=x"),
);
const json = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('__proto__'));
const number = fc.double({ noNaN: true, noDefaultInfinity: true });

it('JSONL gives every value back as it was', () => {
  const row = fc.record({ text: fc.option(anyText), any: json, number: fc.option(number), json });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 5 }), (rows) => {
      const lines = write(rows).jsonl.split('\n');
      expect(lines.pop()).toBe('');
      expect(lines.map((line): unknown => JSON.parse(line))).toEqual(rows);
    }),
  );
});

it('CSV gives every text back, but for the guard against formulas and the picture of NUL', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.oneof(wellFormed, anyText)), { maxLength: 5 }), (texts) => {
      const [head, ...rows] = parseCsv(write(texts.map((text) => ({ text, any: text, number: null, json: null }))).csv);
      expect(head).toEqual(['text', 'any', 'number', 'json']);
      const expected = texts.map((text) => {
        if (text === null) return null;
        const safe = Buffer.from(text.replaceAll('\0', '\u2400'), 'utf8').toString('utf8');
        return /^[=+\-@\t\r]/.test(safe) ? `'${safe}` : safe;
      });
      expect(rows).toEqual(expected.map((text) => [text, text, null, null]));
    }),
  );
});

it('CSV leaves numbers as they are, negative ones too, and writes lists as JSON', () => {
  fc.assert(
    fc.property(number, fc.boolean(), json, (value, flag, tree) => {
      const [, row] = parseCsv(write([{ text: 'x', any: flag, number: value, json: tree }]).csv);
      expect(row?.[1]).toBe(flag ? 'TRUE' : 'FALSE');
      expect(Object.is(Number(row?.[2]), value)).toBe(true);
      if (tree === null) expect(row?.[3]).toBeNull();
      else expect(JSON.parse(row?.[3] ?? '')).toEqual(tree);
    }),
  );
});

it('gives each of many files its own rows, in order, however much waits', () => {
  const into = mkdtempSync(join(folder, 't-'));
  const sink = writeFiles(into, encoders, { bom: false });
  const long = 'x'.repeat(100_000);
  for (let row = 0; row < 20; row += 1) {
    for (let file = 0; file < 10; file += 1) {
      const layoutFile = {
        path: `${file % 2}/${file}.jsonl`,
        encoding: 'jsonl' as const,
        columns: columns.slice(0, 1),
      };
      sink.write(layoutFile, [{ text: `${file}.${row}${long}` }]);
    }
  }
  sink.finish();
  for (let file = 0; file < 10; file += 1) {
    const lines = readFileSync(join(into, `${file % 2}/${file}.jsonl`), 'utf8')
      .trimEnd()
      .split('\n');
    const expected = Array.from({ length: 20 }, (_, row) => ({ text: `${file}.${row}${long}` }));
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual(expected);
  }
});
