import fc from 'fast-check';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { expect, it } from 'vitest';
import { createParquetFooter } from './createParquetFooter';

const cell = fc.option(fc.string());
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

it('is byte for byte what the library itself puts at the end of the file', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.tuple(cell, fc.option(fc.double())), { minLength: 1 }), { maxLength: 40, size: 'max' }),
      (groups) => {
        const parquet = new ParquetWriter({
          writer: new ByteWriter(),
          schema: [
            { name: 'schema', num_children: 2 },
            { name: 'text', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
            { name: 'number', type: 'DOUBLE', repetition_type: 'OPTIONAL' },
          ],
          createdBy: 'Cubicle',
        });
        const footer = createParquetFooter(parquet);
        for (const rows of groups) {
          const columnData = [
            { name: 'text', data: rows.map(([text]) => text), offsetIndex: false },
            { name: 'number', data: rows.map(([, number]) => number), offsetIndex: false },
          ];
          void parquet.write({ columnData, rowGroupSize: rows.length });
          footer.add(parquet.row_groups.slice(-1));
        }
        const { writer } = parquet;
        const before = writer.offset;
        void parquet.finish();
        expect(hex(footer.end(parquet.num_rows))).toBe(hex(writer.getBytes().subarray(before)));
      },
    ),
    { numRuns: 30 },
  );
});
