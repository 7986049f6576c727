import { ByteWriter, type ParquetWriter } from 'hyparquet-writer';
import { writeMetadata } from 'hyparquet-writer/src/metadata.js';

type RowGroups = ParquetWriter['row_groups'];

/**
 * What stands at the end of a Parquet file: its columns, and where each row group is. The library keeps every row group as
 * objects until then, some 40 kB each; of a long session that is more than everything else. Here each becomes its few
 * kilobytes of the footer at once. In Thrift's compact protocol the elements of a list are encoded one like another, wherever
 * they stand, so they can be made alone and put together; the library remains the only one that knows how.
 */
export function createParquetFooter({ schema, createdBy }: Pick<ParquetWriter, 'schema' | 'createdBy'>): {
  add(rowGroups: RowGroups): void;
  /** The whole footer, its length and the magic word. */
  end(rows: bigint): Uint8Array;
} {
  const encode = (rowGroups: RowGroups, rows: bigint): Uint8Array => {
    const writer = new ByteWriter();
    const described = { version: 2, created_by: createdBy, schema, num_rows: rows, row_groups: rowGroups };
    writeMetadata(writer, { ...described, metadata_length: 0 });
    // Without its length, which comes behind it.
    return writer.getBytes().slice(0, -4);
  };
  const none = encode([], 0n);
  const groups = new ByteWriter();
  let count = 0;
  /** How many bytes come before the list of row groups, whose head is one byte, and after it. */
  let around: { before: number; after: number } | null = null;

  return {
    add: (rowGroups) => {
      for (const group of rowGroups) {
        const one = encode([group], 0n);
        around ??= findAround(none, one);
        groups.appendBytes(one.subarray(around.before + 1, one.length - around.after));
        count += 1;
      }
    },
    end: (rows) => {
      const footer = new ByteWriter();
      const empty = encode([], rows);
      if (around === null) {
        footer.appendBytes(empty);
      } else {
        footer.appendBytes(empty.subarray(0, empty.length - around.after - 1));
        appendListHead(footer, count);
        footer.appendBytes(groups.getBytes());
        footer.appendBytes(empty.subarray(empty.length - around.after));
      }
      footer.appendUint32(footer.offset);
      footer.appendUint32(0x31524150);
      return footer.getBytes();
    },
  };
}

/** The head of a list tells how many there are, so it is the first byte in which none and one differ. */
function findAround(none: Uint8Array, one: Uint8Array): { before: number; after: number } {
  const before = none.findIndex((byte, at) => byte !== one[at]);
  return { before, after: none.length - before - 1 };
}

const structType = 12;

function appendListHead(writer: ByteWriter, count: number): void {
  if (count <= 14) return writer.appendUint8((count << 4) | structType);
  writer.appendUint8((15 << 4) | structType);
  writer.appendVarInt(count);
}
